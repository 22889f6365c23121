"""Giving the files of one record to another one as well, inside the operation of the module that owns both."""

from __future__ import annotations

from danshu.files.models import Attachment
from danshu.files.storing import STORE


def copy_files(kind: str, from_pk: int, to_pk: int) -> int:
    """Let a record hold the files of another one of its kind too; what it holds already stays. Returns how many came.

    The bytes are shared: a file is gone when no record names it any more.
    """
    held = set(Attachment.objects.filter(source_kind=kind, source_id=to_pk).values_list("digest", flat=True))
    copies = [row for row in Attachment.objects.filter(source_kind=kind, source_id=from_pk) if row.digest not in held]
    for row in copies:
        for digest in filter(None, (row.digest, row.preview_digest)):
            STORE.touch(digest)
        row.pk, row.source_id = None, to_pk
    return len(Attachment.objects.bulk_create(copies))
