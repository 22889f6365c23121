"""Bytes under DANSHU_HOME/files/exchange, named by their SHA-256; written before the row that names them (INV-F1)."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from danshu.exchange.errors import FileRefused
from danshu.exchange.reading.limits import DEFAULT

ORPHAN_SECONDS = 24 * 3600
YOUNG_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Bytes:
    """Written content."""

    digest: str
    size: int

    @property
    def path(self) -> Path:
        """Where it lies."""
        return path_of(self.digest)


def root() -> Path:
    """The folder of this module's files."""
    return Path(settings.MEDIA_ROOT) / "exchange"


def path_of(digest: str) -> Path:
    """Where the content with this digest lies."""
    return root() / digest[:2] / digest


def keep(chunks: Iterable[bytes], name: str, *, limit: int = DEFAULT.upload) -> Bytes:
    """Write content and name it by its digest. Raises FileRefused above the limit; then nothing stays."""
    with draft() as (stream, path):
        digest, size = hashlib.sha256(), 0
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise FileRefused("too_big", file=name, size=f">{limit >> 20}", limit=limit >> 20)
            digest.update(chunk)
            stream.write(chunk)
        return _settle(stream, path, digest.hexdigest(), size)


def adopt(path: Path) -> Bytes:
    """The same for a file that was written beside (see `draft`)."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
            size += len(block)
        os.fsync(stream.fileno())
    return _move(path, digest.hexdigest(), size)


@contextmanager
def draft() -> Iterator[tuple[BinaryIO, Path]]:
    """A private file in the same folder, deleted unless it was kept."""
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=root(), prefix=".draft-")
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream, path
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def _settle(stream: BinaryIO, path: Path, digest: str, size: int) -> Bytes:
    stream.flush()
    os.fsync(stream.fileno())
    return _move(path, digest, size)


def _move(path: Path, digest: str, size: int) -> Bytes:
    target = path_of(digest)
    target.parent.mkdir(exist_ok=True, mode=0o700)
    os.replace(path, target)
    return Bytes(digest, size)


def forget(digest: str, *, older_than: int = 0) -> bool:
    """Delete the bytes; the caller knows that no row names them. True when they are gone.

    older_than: seconds; younger bytes stay, because somebody may just be uploading the same content again.
    """
    with suppress(FileNotFoundError):
        if older_than and path_of(digest).stat().st_mtime > time.time() - older_than:
            return False
        path_of(digest).unlink()
    return True


def orphans(known: set[str]) -> list[str]:
    """Digests on disk that no row names for a day, and abandoned drafts (which are deleted here)."""
    border = time.time() - ORPHAN_SECONDS
    for path in root().glob(".draft-*"):
        if path.stat().st_mtime < border:
            path.unlink(missing_ok=True)
    return [path.name for path in root().glob("*/*") if path.name not in known and path.stat().st_mtime < border]
