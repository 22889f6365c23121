"""Attachments and notes of every record through the interface (COM-016, SYS-030).

kind names a record as the audit trail does: sales.order, sales.order_line, parties.customer, catalog.item, …
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from danshu.files import answers, queries
from danshu.files.errors import AttachmentRefused
from danshu.files.holding import NoteInfo, held
from danshu.files.models import FileKind, Scan
from danshu.files.operations.add_attachment import add_attachment
from danshu.files.operations.add_note import LIMIT, add_note
from danshu.files.operations.remove_attachment import remove_attachment
from danshu.files.permissions import ATTACH, WRITE_NOTE
from danshu.files.queries import AttachmentInfo
from danshu.files.taking import DESCRIPTION_LENGTH, limits, take
from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.rest import KEY_OPTIONAL, KEY_REQUIRED, Input, allowed_to, idempotency_key, responses
from danshu.kit.web import SIGNED_IN, ActorRequest

router = Router(tags=["attachments and notes"])
Key = Annotated[int, Field(ge=1, le=2**62)]
BLOCK, MULTIPART_MARGIN = 1 << 18, 1 << 20
UPLOAD: dict[str, Any] = {
    **KEY_REQUIRED,
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "description": {"type": "string", "maxLength": DESCRIPTION_LENGTH},
                    },
                }
            }
        },
    },
}


class AttachmentOut(Schema):
    """An attachment; `sha256` of what is kept (pictures are written anew), width and height of pictures in pixels."""

    id: int
    name: str
    kind: FileKind
    media_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    description: str
    scan: Scan
    uploaded_by: str
    uploaded_at: datetime


class RemarkIn(Input):
    """A note; is_visible: meant for the customer's eyes, else for staff alone."""

    content: str = Field(min_length=1, max_length=LIMIT, pattern=r"^[^\x00]*$")
    is_visible: bool = False


class RemarkOut(Schema):
    """A note."""

    id: int
    content: str
    is_visible: bool
    author_name: str
    at: datetime


def _out(info: AttachmentInfo) -> dict[str, Any]:
    same = ("id", "name", "kind", "size", "width", "height", "description", "scan", "uploaded_at")
    shown = {name: getattr(info, name) for name in same}
    return shown | {"media_type": info.mime, "sha256": info.digest, "uploaded_by": info.uploader_name}


@router.get(
    "/records/{kind}/{pk}/attachments", response=responses(list[AttachmentOut]), summary="Attachments of a record"
)
@allowed_to(SIGNED_IN, areas=())
def attachments(request: ActorRequest, kind: str, pk: Key) -> list[dict[str, Any]]:
    """Newest first."""
    record = held(kind, pk, request.actor)
    return [_out(info) for info in queries.attachments_of(kind, record.pk)]


@router.post(
    "/records/{kind}/{pk}/attachments", response=responses(AttachmentOut, 201), openapi_extra=UPLOAD,
    summary="Upload an attachment",
)  # fmt: skip
@allowed_to(ATTACH)
def upload(request: ActorRequest, kind: str, pk: Key) -> Status[dict[str, Any]]:
    """Judged by its content; pictures are written anew without metadata. A file that the record has already is kept once."""
    key, record = idempotency_key(request), held(kind, pk, request.actor)
    length, (_kinds, max_mb) = request.META.get("CONTENT_LENGTH") or "0", limits()
    if not length.isdecimal() or int(length) > (max_mb << 20) + MULTIPART_MARGIN:
        raise AttachmentRefused("too_big", limit=max_mb)
    file = request.FILES.get("file")
    if file is None:
        raise FieldErrors([FieldProblem("file", "required", _("先选择文件"))])
    taken = take(file.chunks(BLOCK), file.name or "", description=request.POST.get("description", ""))
    made = add_attachment.keyed(key)(kind=kind, record_id=record.pk, upload=taken, actor=request.actor, at=now())
    info, _record = queries.attachment(request.actor, made)
    return Status(201, _out(info))


@router.get("/attachments/{pk}", response=responses(AttachmentOut), summary="An attachment")
@allowed_to(SIGNED_IN, areas=())
def attachment(request: ActorRequest, pk: Key) -> dict[str, Any]:
    """What it is; its bytes are beside."""
    info, _record = queries.attachment(request.actor, pk)
    return _out(info)


@router.get("/attachments/{pk}/content", response=responses(None), summary="The bytes of an attachment")
@allowed_to(SIGNED_IN, areas=())
def content(request: ActorRequest, pk: Key) -> HttpResponseBase:
    """As a download under its name."""
    info, _record = queries.attachment(request.actor, pk)
    return answers.download(request, info)


@router.delete(
    "/attachments/{pk}", response=responses(None, 204), openapi_extra=KEY_OPTIONAL, summary="Delete an attachment"
)
@allowed_to(ATTACH)
def delete(request: ActorRequest, pk: Key) -> Status[None]:
    """By its uploader or an administrator."""
    run = remove_attachment.keyed(idempotency_key(request, required=False))
    run(attachment_id=pk, actor=request.actor, at=now())
    return Status(204, None)


@router.get("/records/{kind}/{pk}/notes", response=responses(list[RemarkOut]), summary="Notes of a record")
@allowed_to(SIGNED_IN, areas=())
def notes(request: ActorRequest, kind: str, pk: Key) -> list[NoteInfo]:
    """Newest first, at most 100."""
    return list(queries.notes_of(held(kind, pk, request.actor)))


@router.post(
    "/records/{kind}/{pk}/notes", response=responses(RemarkOut, 201), openapi_extra=KEY_REQUIRED, summary="Write a note"
)
@allowed_to(WRITE_NOTE)
def write(request: ActorRequest, kind: str, pk: Key, payload: RemarkIn) -> Status[NoteInfo]:
    """Notes are never changed."""
    key, record, at = idempotency_key(request), held(kind, pk, request.actor), now()
    if record.holder.notes is not None:
        record.holder.notes.add(record.pk, payload.content, payload.is_visible, request.actor, at, key)
        return Status(201, queries.notes_of(record, limit=1)[0])
    made = add_note.keyed(key)(
        kind=kind,
        record_id=record.pk,
        content=payload.content,
        is_visible=payload.is_visible,
        actor=request.actor,
        at=at,
    )
    return Status(201, next(each for each in queries.notes_of(record) if each.id == made))
