"""Bytes in a folder below DANSHU_HOME/files, named by their SHA-256, written before the row that names them (INV-F1)."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from danshu.kit.errors import DomainError

STRAY_SECONDS = 24 * 3600
BLOCK = 1 << 20
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE)
RETRY_AFTER = 60  # seconds


class StorageFull(DomainError):
    """Nothing can be written where the files lie: the disk is full or read-only (FI-11)."""

    code: ClassVar[str] = "storage_full"
    status: ClassVar[int] = 503
    message = _("文件存储空间已满或暂时不可写，文件没有保存")
    way_out = _("稍后再试；持续出现时请系统管理员清理磁盘")


class TooLong(Exception):
    """More bytes came than were allowed; `size` is how many had come by then."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(size)


@contextmanager
def writing() -> Iterator[None]:
    """Turn a disk that takes nothing into a refusal. Raises StorageFull; every other error passes."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull(retry_after=RETRY_AFTER) from error
        raise


@dataclass(frozen=True, slots=True)
class Kept:
    """Written content."""

    digest: str
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of one module; another storage needs the same methods."""

    folder: str

    @property
    def root(self) -> Path:
        """Where it lies."""
        return Path(settings.MEDIA_ROOT) / self.folder

    def path_of(self, digest: str) -> Path:
        """Where the content with this digest lies."""
        return self.root / digest[:2] / digest

    def holds(self, digest: str) -> bool:
        """True when the content is there."""
        return self.path_of(digest).is_file()

    def is_sound(self, digest: str) -> bool:
        """True when the content is there and still has its digest."""
        try:
            return digest_of_file(self.path_of(digest)) == digest
        except FileNotFoundError:
            return False

    @contextmanager
    def draft(self) -> Iterator[tuple[BinaryIO, Path]]:
        """A private file in the same folder, deleted unless it was adopted. Raises StorageFull."""
        with writing():
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, name = tempfile.mkstemp(dir=self.root, prefix=".draft-")
        path = Path(name)
        try:
            with writing(), os.fdopen(descriptor, "wb") as stream:
                yield stream, path
        finally:
            with suppress(FileNotFoundError):
                path.unlink()

    def adopt(self, path: Path) -> Kept:
        """Name a file that was written beside (see `draft`) by its digest. Raises StorageFull."""
        with writing():
            digest, size = digest_of_file(path, sync=True), path.stat().st_size
            target = self.path_of(digest)
            target.parent.mkdir(exist_ok=True, mode=0o700)
            os.replace(path, target)
        return Kept(digest, size, target)

    def keep(self, chunks: Iterable[bytes], *, limit: int) -> Kept:
        """Write content and name it by its digest. Raises TooLong above the limit, StorageFull; then nothing stays."""
        with self.draft() as (stream, path):
            pour(chunks, stream, limit=limit)
            return self.adopt(path)

    def touch(self, digest: str) -> None:
        """Count the age of the bytes from now on: the row that named them has just gone."""
        with suppress(FileNotFoundError):
            os.utime(self.path_of(digest))

    def forget(self, digest: str, *, older_than: int = 0) -> bool:
        """Delete the bytes; the caller knows that no row names them. True when they are gone.

        older_than: seconds; younger bytes stay, because somebody may just be uploading the same content again.
        """
        with suppress(FileNotFoundError):
            if older_than and self.path_of(digest).stat().st_mtime > time.time() - older_than:
                return False
            self.path_of(digest).unlink()
        return True

    def drop_drafts(self) -> None:
        """Delete drafts that were abandoned a day ago."""
        border = time.time() - STRAY_SECONDS
        for path in self.root.glob(".draft-*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < border:
                    path.unlink()

    def older(self, seconds: int) -> Iterator[str]:
        """Digests of all bytes that have lain here for so long."""
        border = time.time() - seconds
        for path in self.root.glob("*/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < border:
                    yield path.name


def pour(chunks: Iterable[bytes], stream: BinaryIO, *, limit: int) -> int:
    """Write chunks to a stream and flush them; returns their size. Raises TooLong above the limit."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLong(size)
        stream.write(chunk)
    stream.flush()
    return size


def digest_of_file(path: Path, *, sync: bool = False) -> str:
    """The SHA-256 of a file; with `sync` its content is on the disk afterwards."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
        if sync:
            os.fsync(stream.fileno())
    return digest.hexdigest()
