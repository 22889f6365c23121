"""The shared part: attachments and notes on the page of a record (COM-016).

    parts=[attachments(request, "billing.receipt", receipt.pk, label=receipt.number)]
    say=note_form(request, "billing.receipt", receipt.pk), timeline=with_notes("billing.receipt", receipt.pk, history(…))

The page has found its record in scope; nothing is checked again for reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.files.contents import ACCEPTED
from danshu.files.operations.add_note import LIMIT
from danshu.files.operations.remove_attachment import may_remove
from danshu.files.permissions import ATTACH, WRITE_NOTE
from danshu.files.queries import AttachmentInfo, attachments_of, own_notes
from danshu.files.taking import DESCRIPTION_LENGTH, limits
from danshu.kit.actor import Actor
from danshu.kit.web import ActorRequest
from danshu.ui.detail import Part

AT_ONCE = 10
# icon:file-type-pdf icon:file-spreadsheet icon:file-word icon:file-text icon:photo
ICONS = {
    "pdf": "file-type-pdf",
    "excel": "file-spreadsheet",
    "word": "file-word",
    "text": "file-text",
    "image": "photo",
}


def attachments(request: ActorRequest, kind: str, pk: int, *, is_open: bool = True, is_page: bool = False) -> Part:
    """The card: count, list with previews, and the form to upload. is_open: False for a record that is closed."""
    return Part(template="files/card.html", context=card(request.actor, kind, pk, is_open=is_open) | {"page": is_page})


def card(actor: Actor, kind: str, pk: int, *, is_open: bool = True) -> dict[str, Any]:
    """What the card shows."""
    found = attachments_of(kind, pk)
    may_add = is_open and actor.can(ATTACH)
    made: dict[str, Any] = {
        "rows": [row(each, actor, is_open=is_open) for each in found],
        "url": reverse("files:record", args=[kind, pk]),
        "may_add": may_add,
    }
    if may_add:
        _kinds, max_mb = limits()
        made |= {"accept": ACCEPTED, "max_mb": max_mb, "at_once": AT_ONCE, "token": str(uuid4()),
                 "description_length": DESCRIPTION_LENGTH, "number": pk}  # fmt: skip
    return made


def row(info: AttachmentInfo, actor: Actor, *, is_open: bool) -> dict[str, Any]:
    """One attachment with its addresses."""
    return {
        "info": info,
        "icon": ICONS[info.kind],
        "look_url": reverse("files:attachment", args=[info.id]),
        "small_url": reverse("files:small", args=[info.id]) if info.is_image else "",
        "download_url": reverse("files:download", args=[info.id]),
        "remove_url": reverse("files:remove", args=[info.id])
        if is_open and may_remove(info.uploader_id, actor)
        else "",
    }


def note_form(request: ActorRequest, kind: str, pk: int, *, is_open: bool = True) -> Part | None:
    """Where a note is written; None for somebody who may not."""
    if not is_open or not request.actor.can(WRITE_NOTE):
        return None
    context = {"url": reverse("files:note", args=[kind, pk]), "token": str(uuid4()), "limit": LIMIT}
    return Part(template="files/note_form.html", context=context)


def with_notes(kind: str, pk: int, entries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The record's timeline with its notes; those for the customer's eyes say so."""
    told: list[Mapping[str, Any]] = [
        {
            "when": note.at, "who": note.author_name, "changes": [], "text": note.content, "reason": "",
            "action": _("写了备注"), "kind": "message" if note.is_visible else "note",
        }
        for note in own_notes(kind, pk)
    ]  # fmt: skip
    return sorted([*told, *entries], key=lambda entry: entry["when"], reverse=True)
