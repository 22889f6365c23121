"""What must hold for files and imports (INV-F1)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from danshu.exchange.models import StoredFile
from danshu.exchange.storing import path_of
from danshu.kit.verification import check

BLOCK = 1 << 20


@check("INV-F1", "exchange.files")
def files_have_their_bytes() -> Iterator[str]:
    """Each file row has bytes with the recorded SHA-256."""
    for file in StoredFile.objects.filter(removed_at=None).order_by("pk").iterator():
        path = path_of(file.digest)
        if not path.is_file():
            yield f"file {file.pk}: no bytes for {file.digest}"
        elif _digest(path) != file.digest:
            yield f"file {file.pk}: bytes differ from {file.digest}"


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
