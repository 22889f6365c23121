"""Letting go of attachments: the rows now, their bytes a little later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from danshu.files.models import Attachment, Note
from danshu.files.storing import BYTES, STORE
from danshu.kit.locks import lock_slot

YOUNG_SECONDS = 3600


def let_go(rows: Sequence[Attachment]) -> None:
    """Delete rows inside an operation; the age of their bytes counts from now."""
    for row in rows:
        for digest in filter(None, (row.digest, row.preview_digest)):
            STORE.touch(digest)
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()


def forget_records(kind: str, pks: Iterable[int]) -> None:
    """Delete what records held that are themselves deleted for good, inside that operation."""
    keys = list(pks)
    let_go(list(Attachment.objects.filter(source_kind=kind, source_id__in=keys)))
    Note.objects.filter(source_kind=kind, source_id__in=keys).delete()


def clear_stray_bytes(*, older_than: int = YOUNG_SECONDS) -> int:
    """Delete bytes that no row names, and drafts that were abandoned; returns how many went (INV-F1).

    An upload writes its bytes before it names them, so young ones stay; naming and clearing wait for each other.
    """
    STORE.drop_drafts()
    gone = 0
    for digest in list(STORE.older(older_than)):
        if is_named(digest):
            continue
        with transaction.atomic():
            lock_slot(BYTES, digest)
            if not is_named(digest):
                gone += STORE.forget(digest, older_than=older_than)
    return gone


def is_named(digest: str) -> bool:
    """True when a row needs these bytes."""
    return (
        Attachment.objects.filter(digest=digest).exists()
        or Attachment.objects.filter(preview_digest=digest).exclude(preview_digest="").exists()
    )
