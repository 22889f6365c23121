"""From bytes of a browser, the API or the command line to a batch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from danshu.exchange import storing
from danshu.exchange.engine.packing import unpacked
from danshu.exchange.engine.session import kind_named
from danshu.exchange.errors import FileRefused, label_of_file
from danshu.exchange.models import ImportBatch, StoredFile
from danshu.exchange.operations.create_batch import Upload, create_batch
from danshu.exchange.operations.replace_preview import replace_preview
from danshu.exchange.permissions import IMPORT
from danshu.exchange.proposing import propose, sheets_json
from danshu.exchange.reading import opening
from danshu.exchange.reading.opening import FileInfo
from danshu.exchange.storing import path_of
from danshu.kit.actor import Actor


def receive(
    kind: str,
    chunks: Iterable[bytes],
    name: str,
    *,
    actor: Actor,
    at: datetime,
    encoding: str = "",
    separator: str = "",
    key: str = "",
) -> ImportBatch:
    """Keep the bytes, look at them in the child process, propose sheet and columns, and begin a batch.

    An archive with all files of a data set is joined to one table first. Nothing of this holds a transaction open. key: idempotency key, "" for none.
    Raises FileRefused (nothing is kept), ColumnMissing, UnknownKind, Forbidden.
    """
    actor.require(IMPORT)
    actor.require(kind_named(kind).permission)
    label = label_of_file(name)
    kept, label = unpacked(kind, storing.keep(chunks, label), label)
    try:
        info = opening.inspect(kept.path, label, encoding=encoding, separator=separator)
    except FileRefused:
        if not StoredFile.objects.filter(digest=kept.digest, removed_at=None).exists():
            storing.forget(kept.digest)
        raise
    upload = _upload(kept.digest, kept.size, label, info)
    proposal = propose(kind_named(kind), upload.sheets)
    create = create_batch.keyed(key) if key else create_batch
    return create(kind=kind, upload=upload, proposal=proposal, actor=actor, at=at)


def reread(
    batch: ImportBatch, *, encoding: str, separator: str, seen: int | None, actor: Actor, at: datetime
) -> ImportBatch:
    """Look at the file of a batch again in another encoding ("" to detect it). Raises FileRefused."""
    info = opening.inspect(path_of(batch.file.digest), batch.file_name, encoding=encoding, separator=separator)
    upload = _upload(batch.file.digest, batch.file.size, batch.file_name, info)
    proposal = propose(kind_named(batch.kind), upload.sheets)
    return replace_preview(batch_id=batch.pk, upload=upload, proposal=proposal, seen=seen, actor=actor, at=at)


def _upload(digest: str, size: int, label: str, info: FileInfo) -> Upload:
    return Upload(digest, size, label, info.kind, info.encoding, info.separator, sheets_json(info))
