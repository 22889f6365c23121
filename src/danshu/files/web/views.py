"""Attachments and notes of any record: looked at, uploaded, written, deleted (COM-016)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from danshu.files import answers
from danshu.files.errors import AttachmentRefused
from danshu.files.holding import Held, held
from danshu.files.operations.add_attachment import add_attachment
from danshu.files.operations.add_note import add_note
from danshu.files.operations.remove_attachment import may_remove, remove_attachment
from danshu.files.permissions import ATTACH, WRITE_NOTE
from danshu.files.queries import attachment, notes_of
from danshu.files.taking import take
from danshu.files.web.part import AT_ONCE, ICONS, card, note_form
from danshu.kit.attempts import note_refusal
from danshu.kit.clock import now
from danshu.kit.errors import DomainError, FieldErrors
from danshu.kit.trail import kind_label
from danshu.kit.web import SIGNED_IN, ActorRequest, allowed_to
from danshu.kit.words import with_count
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go, render_page

BLOCK = 1 << 18
CARD, LOG = "#files", "#log"


@allowed_to(SIGNED_IN)
def record(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """GET: all attachments and notes of a record; POST: upload files."""
    found = held(kind, pk, request.actor)
    if request.method != "POST":
        return _page(request, found)
    request.actor.require(ATTACH)
    chosen = request.FILES.getlist("files")
    if not chosen:
        return _page(request, found, problems=[_("先选择文件")])
    if len(chosen) > AT_ONCE:
        return _page(request, found, problems=[str(AttachmentRefused("too_many", limit=AT_ONCE))])
    return _upload(request, found, chosen)


def _upload(request: ActorRequest, found: Held, chosen: list[Any]) -> HttpResponse:
    """Each file by itself: a refused one does not hold up the others."""
    token, description = request.POST.get("form_token", ""), request.POST.get("description", "")
    refusals: list[DomainError] = []
    for number, file in enumerate(chosen):
        try:
            upload = take(file.chunks(BLOCK), file.name or "", description=description)
            add = add_attachment.keyed(f"{token[:60]}-{number}") if token else add_attachment
            add(kind=found.holder.kind, record_id=found.pk, upload=upload, actor=request.actor, at=now())
        except DomainError as refusal:
            note_refusal(refusal)
            refusals.append(refusal)
    count = len(chosen) - len(refusals)
    if not refusals:
        done(request, with_count("已上传 %(count)s 个附件") % {"count": count})
        return go(request, found.url + CARD if _came_from_record(request) else request.path)
    told = [with_count("其余 %(count)s 个文件已上传") % {"count": count}] if count else []
    worst = max(refusal.status for refusal in refusals)
    return _page(request, found, problems=[*map(str, refusals), *map(str, told)], status=worst)


def _came_from_record(request: HttpRequest) -> bool:
    return request.POST.get("from") != "page"


def _page(
    request: ActorRequest, found: Held, *, problems: list[str] | None = None, note: FieldErrors | None = None,
    status: int = 422,
) -> HttpResponse:  # fmt: skip
    kind, actor = found.holder.kind, request.actor
    context = {
        "title": _("附件与备注"), "record": found, "kind_label": kind_label(kind), "problems": problems, "refused": note,
        "part": card(actor, kind, found.pk, is_open=found.is_open) | {"page": True},
        "say": note_form(request, kind, found.pk, is_open=found.is_open), "notes": notes_of(found),
    }  # fmt: skip
    return render_page(request, "files/record.html", context, status=status if problems or note else 200)


@require_POST
@allowed_to(WRITE_NOTE)
def note(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """POST: write a note."""
    found, given = held(kind, pk, request.actor), request.POST
    key, content, is_visible = given.get("form_token", ""), given.get("content", ""), given.get("shown") == "visible"
    try:
        if found.holder.notes is not None:
            found.holder.notes.add(found.pk, content, is_visible, request.actor, now(), key)
        else:
            add_note.keyed(key)(
                kind=kind, record_id=found.pk, content=content, is_visible=is_visible, actor=request.actor, at=now()
            )
    except FieldErrors as refused:
        return _page(request, found, note=refused)
    return go(request, found.url + LOG)


@require_GET
@allowed_to(SIGNED_IN)
def look(request: ActorRequest, pk: int) -> HttpResponse:
    """One attachment: preview of pictures and PDF, description, download; a dialog on top of the record's page."""
    info, found = attachment(request.actor, pk)
    context = {
        "info": info, "record": found, "title": info.name, "icon": ICONS[info.kind],
        "kind_label": kind_label(found.holder.kind),
        "may_remove": found.is_open and may_remove(info.uploader_id, request.actor),
    }  # fmt: skip
    return render_page(request, "files/attachment.html", context, partial="files/attachment_dialog.html")


@require_GET
@allowed_to(SIGNED_IN)
def download(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The file to keep."""
    info, _found = attachment(request.actor, pk)
    return answers.download(request, info)


@require_GET
@allowed_to(SIGNED_IN)
def view(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The bytes for the preview."""
    info, _found = attachment(request.actor, pk)
    return answers.shown(request, info)


@require_GET
@allowed_to(SIGNED_IN)
def small(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The small form of a picture, for lists."""
    info, _found = attachment(request.actor, pk)
    return answers.shown(request, info, small=True)


@allowed_to(ATTACH)
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask, then delete an attachment."""
    info, found = attachment(request.actor, pk)
    back = found.url  # without a fragment: the page the dialog stands on is to be read anew

    def impact() -> Impact:
        trial = remove_attachment.dry_run(attachment_id=pk, actor=request.actor, at=now())
        return Impact(
            title=_("删除附件 %(name)s？") % {"name": info.name}, effects=trial.effects, do_label=_("删除附件"),
            keep_label=_("保留附件"), reason="optional", hint=_("删除会记入修改记录"),
        )  # fmt: skip

    def act(reason: str, key: str) -> str:
        remove_attachment.keyed(key)(attachment_id=pk, reason=reason, actor=request.actor, at=now())
        done(request, _("附件 %(name)s 已删除") % {"name": info.name})
        return back

    return confirm(request, impact=impact, act=act, back_url=reverse("files:attachment", args=[pk]))
