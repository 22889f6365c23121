"""Attachments and notes; who asks for one must see its record (INV-Z1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from danshu.files.holding import Held, NoteInfo, held
from danshu.files.models import Attachment, FileKind, Note, Scan
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.refs import SourceRef

NOTES_SHOWN = 100


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    """An attachment as pages and the interface show it."""

    id: int
    source: SourceRef
    name: str
    kind: str
    mime: str
    size: int
    digest: str
    preview_digest: str
    width: int | None
    height: int | None
    description: str
    scan: str
    uploader_id: int | None
    uploader_name: str
    uploaded_at: datetime

    @property
    def is_image(self) -> bool:
        """True when it can be shown as a picture."""
        return self.kind == FileKind.IMAGE

    @property
    def is_shown_inside(self) -> bool:
        """True when it has a preview (pictures and PDF)."""
        return self.kind in (FileKind.IMAGE, FileKind.PDF)

    @property
    def is_unscanned(self) -> bool:
        """True when no virus scanner looked at it."""
        return self.scan == Scan.NONE


def _info(row: Attachment) -> AttachmentInfo:
    return AttachmentInfo(
        row.pk, SourceRef(row.source_kind, row.source_id), row.name, row.kind, row.mime, row.size, row.digest,
        row.preview_digest, row.width, row.height, row.description, row.scan, row.uploader_id, row.uploader_name,
        row.uploaded_at,
    )  # fmt: skip


def attachments_of(kind: str, pk: int) -> Sequence[AttachmentInfo]:
    """The attachments of a record, newest first; the caller has checked that the record exists for the actor."""
    rows = Attachment.objects.filter(source_kind=kind, source_id=pk).order_by("-uploaded_at", "-pk")
    return [_info(row) for row in rows]


def counts(kind: str, pks: Iterable[int]) -> dict[int, int]:
    """How many attachments records have, those with none left out. One query; the caller has checked the scope."""
    rows = Attachment.objects.filter(source_kind=kind, source_id__in=list(pks))
    return dict(rows.values_list("source_id").annotate(n=Count("pk")))


def holding(kind: str, pks: Iterable[int]) -> set[int]:
    """Those of some records that hold an attachment or a note of their own: somebody has worked on them."""
    keys = list(pks)
    rows = (model.objects.filter(source_kind=kind, source_id__in=keys) for model in (Attachment, Note))
    return {key for found in rows for key in found.values_list("source_id", flat=True)}


def attachment(actor: Actor, pk: int) -> tuple[AttachmentInfo, Held]:
    """One attachment and its record. Raises NotFound, also when the record does not exist for the actor."""
    row = Attachment.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound
    return _info(row), held(row.source_kind, row.source_id, actor)


def notes_of(record: Held, *, limit: int = NOTES_SHOWN) -> Sequence[NoteInfo]:
    """The notes of a record, newest first."""
    if record.holder.notes is not None:
        return list(record.holder.notes.read(record.pk))[:limit]
    return own_notes(record.holder.kind, record.pk, limit=limit)


def own_notes(kind: str, pk: int, *, limit: int = NOTES_SHOWN) -> Sequence[NoteInfo]:
    """The same for a record that the caller has found in scope, of a kind whose notes are kept here."""
    rows = Note.objects.filter(source_kind=kind, source_id=pk).order_by("-at", "-pk")[:limit]
    return [NoteInfo(row.pk, row.content, row.is_visible, row.author_name, row.at) for row in rows]
