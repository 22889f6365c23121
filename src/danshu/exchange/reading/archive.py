"""The zip around xlsx, xlsb and ods: checked before any parser sees it."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator

from danshu.exchange.reading.limits import Limits
from danshu.exchange.reading.refusal import Refusal

BLOCK = 1 << 18
MEDIA = (
    "xl/media/",
    "xl/drawings/",
    "xl/embeddings/",
    "pictures/",
    "media/",
    "docprops/",
    "thumbnails/",
    "xl/ctrlprops/",
)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def open_checked(path: str, limits: Limits) -> zipfile.ZipFile:
    """The archive with a sane directory. Raises Refusal: damaged, encrypted, too many or suspicious members."""
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise Refusal("damaged") from error
    members = archive.infolist()
    if len(members) > limits.members_with_media:
        raise Refusal("zip_members", count=len(members), limit=limits.members_with_media)
    parsed = [member for member in members if not is_media(member.filename)]
    if len(parsed) > limits.members:
        raise Refusal("zip_members", count=len(parsed), limit=limits.members)
    _check_names(members)
    _check_sizes(parsed, limits)
    return archive


def is_media(name: str) -> bool:
    """True for pictures and the like, which nobody unpacks."""
    return name.lower().startswith(MEDIA)


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.filename
        if name.lower() in seen:
            raise Refusal("zip_duplicate", member=name[:80])
        seen.add(name.lower())
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name[:3]:
            raise Refusal("zip_path", member=name[:80])
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Refusal("zip_link", member=name[:80])
        if member.flag_bits & 0x1:
            raise Refusal("encrypted")


def _check_sizes(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """What the directory admits; `read_blocks` counts what really comes out."""
    total = sum(member.file_size for member in members)
    if total > limits.unpacked:
        raise Refusal("zip_unpacked", limit=limits.unpacked >> 20)
    for member in members:
        if member.file_size > limits.ratio_from and member.file_size > limits.ratio * max(member.compress_size, 1):
            raise Refusal("zip_ratio", member=member.filename[:80], limit=limits.ratio)


def read_blocks(archive: zipfile.ZipFile, name: str, limits: Limits) -> Iterator[bytes]:
    """Unpack one member block by block, counting. Raises Refusal when it is damaged or larger than allowed."""
    packed, out = archive.getinfo(name).compress_size, 0
    try:
        with archive.open(name) as stream:
            while block := stream.read(BLOCK):
                out += len(block)
                if out > limits.unpacked or (out > limits.ratio_from and out > limits.ratio * max(packed, 1)):
                    raise Refusal("zip_ratio", member=name[:80], limit=limits.ratio)
                yield block
    except BROKEN as error:
        raise Refusal("damaged") from error
