"""Write a note on a record (COM-016)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.files.holding import open_record
from danshu.files.models import Note
from danshu.files.permissions import WRITE_NOTE
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.operation import operation

LIMIT = 2000


@operation("files.add_note", permission=WRITE_NOTE, label=("添加备注", "Add note"))
def add_note(*, kind: str, record_id: int, content: str, is_visible: bool = False, actor: Actor, at: datetime) -> int:
    """Add a note and return its key. is_visible: meant for the customer's eyes, else for staff alone.

    Raises FieldErrors (empty, over 2000 characters), NotFound (also out of scope), RecordClosed.
    """
    text = content.strip()
    if not text or len(text) > LIMIT:
        raise FieldErrors([FieldProblem("content", "length", _("备注应为 1 到 2000 个字"))])
    record = open_record(kind, record_id, actor)
    if record.holder.notes is not None:
        raise NotFound  # its module keeps its notes by itself
    row = Note(
        source_kind=kind, source_id=record.pk, content=text, is_visible=is_visible, author_id=actor.user_id,
        author_name=actor.name, at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    # the note itself stands in the record's timeline
    facts = {"content": (None, text), "is_visible": (None, is_visible)}
    current_context().changed("files.note", row.pk, label=record.label, changes=facts)
    return row.pk
