"""What must hold for attachments (INV-F1)."""

from __future__ import annotations

from collections.abc import Iterator

from danshu.files.holding import HOLDERS
from danshu.files.models import Attachment
from danshu.files.removal import is_named
from danshu.files.storing import STORE
from danshu.kit.actor import Actor
from danshu.kit.storing import STRAY_SECONDS
from danshu.kit.verification import check

CHUNK = 1000


@check("INV-F1", "files.bytes")
def attachments_have_their_bytes() -> Iterator[str]:
    """Each attachment has bytes with the recorded SHA-256, a picture its small form too."""
    for row in Attachment.objects.order_by("pk").iterator():
        for digest in filter(None, (row.digest, row.preview_digest)):
            if STORE.is_sound(digest) or not Attachment.objects.filter(pk=row.pk).exists():
                continue  # deleted while we were reading
            what = "bytes differ from" if STORE.holds(digest) else "no bytes for"
            yield f"attachment {row.pk}: {what} {digest}"


@check("INV-F1", "files.sizes")
def attachments_have_their_size() -> Iterator[str]:
    """The recorded size, which counts against a person's space, is that of the bytes."""
    for row in Attachment.objects.order_by("pk").iterator():
        if STORE.holds(row.digest) and STORE.path_of(row.digest).stat().st_size != row.size:
            yield f"attachment {row.pk}: size is not {row.size}"


@check("INV-F1", "files.stray")
def no_bytes_are_stray() -> Iterator[str]:
    """Bytes that no row names live at most a day."""
    for digest in STORE.older(STRAY_SECONDS):
        if not is_named(digest):
            yield f"stray bytes {digest}"


@check("INV-F1", "files.records")
def attachments_have_their_record() -> Iterator[str]:
    """No attachment outlives its record (one in the bin is still there)."""
    for kind, known in HOLDERS.items():
        rows = Attachment.objects.filter(source_kind=kind).order_by("pk")
        model = known.rows(Actor.system()).model
        for start in range(0, rows.count(), CHUNK):
            part = list(rows.values_list("pk", "source_id")[start : start + CHUNK])
            there = set(model._base_manager.filter(pk__in=[pk for _key, pk in part]).values_list("pk", flat=True))
            yield from (f"attachment {key}: no {kind} {pk}" for key, pk in part if pk not in there)
    for key, kind in Attachment.objects.exclude(source_kind__in=list(HOLDERS)).values_list("pk", "source_kind"):
        yield f"attachment {key}: nobody knows records of the kind {kind}"
