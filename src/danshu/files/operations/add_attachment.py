"""Put an uploaded file on a record (COM-016)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from danshu.files.errors import BytesGone, QuotaUsedUp, TooManyAttachments
from danshu.files.holding import Held, open_record
from danshu.files.models import Attachment
from danshu.files.permissions import ATTACH
from danshu.files.storing import BYTES, STORE
from danshu.files.taking import Upload
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.parameters import parameter_values

PERSON = "files.person"


@operation("files.add_attachment", permission=ATTACH, label=("上传附件", "Upload attachment"))
def add_attachment(*, kind: str, record_id: int, upload: Upload, actor: Actor, at: datetime) -> int:
    """Name kept bytes on a record; a file that it has already is left as it is. Returns the attachment's key.

    kind, record_id: the record (see holding); upload: from `taking.take`. Raises NotFound (also out of scope),
    RecordClosed, TooManyAttachments, QuotaUsedUp, BytesGone.
    """
    record = open_record(kind, record_id, actor)
    own = Attachment.objects.filter(source_kind=kind, source_id=record.pk)
    known = own.filter(digest=upload.digest).values_list("pk", flat=True).first()
    if known is not None:
        return known
    _check_room(record, own.count(), upload, actor)
    _hold_bytes(upload)
    row = Attachment(
        source_kind=kind, source_id=record.pk, name=upload.name, kind=upload.kind, mime=upload.mime, size=upload.size,
        digest=upload.digest, preview_digest=upload.preview_digest, preview_size=upload.preview_size,
        width=upload.width, height=upload.height, description=upload.description, scan=upload.scan,
        uploader_id=actor.user_id, uploader_name=actor.name, uploaded_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    context = current_context()
    context.changed(kind, record.pk, label=record.label, changes={"attachment": (None, upload.name)})
    facts = {"name": upload.name, "size": upload.size, "digest": upload.digest, "description": upload.description}
    context.changed(
        "files.attachment", row.pk, label=upload.name, changes={name: (None, fact) for name, fact in facts.items()}
    )
    return row.pk


def _check_room(record: Held, present: int, upload: Upload, actor: Actor) -> None:
    room = parameter_values(["attachment_max_count", "attachment_quota_mb"])
    if present >= (most := int(room["attachment_max_count"])):
        raise TooManyAttachments(field="files", label=record.label, present=present, limit=most)
    if actor.user_id is None:
        return
    lock_slot(PERSON, actor.user_id)
    sums = Attachment.objects.filter(uploader_id=actor.user_id).aggregate(a=Sum("size"), b=Sum("preview_size"))
    used = (sums["a"] or 0) + (sums["b"] or 0)
    if used + upload.size + upload.preview_size > (quota := int(room["attachment_quota_mb"])) << 20:
        raise QuotaUsedUp(field="files", used=used >> 20, limit=quota)


def _hold_bytes(upload: Upload) -> None:
    """The bytes must be there when their row is: whoever clears stray bytes waits for the same slot (INV-F1)."""
    for digest in sorted({upload.digest, upload.preview_digest} - {""}):
        lock_slot(BYTES, digest)
        if not STORE.holds(digest):
            raise BytesGone(field="files")
