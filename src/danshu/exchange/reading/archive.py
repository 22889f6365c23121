"""The zip around xlsx, xlsb and ods: checked before any parser sees it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator

from danshu.exchange.reading.limits import Limits
from danshu.exchange.reading.refusal import Refusal
from danshu.kit.archives import BROKEN as BROKEN_ZIP
from danshu.kit.archives import BadArchive, check_names, check_sizes

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
BROKEN = (*BROKEN_ZIP, zlib.error)


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
    try:
        check_names(members)
        check_sizes(parsed, unpacked=limits.unpacked, ratio=limits.ratio, ratio_from=limits.ratio_from)
    except BadArchive as error:
        raise Refusal(error.reason, **error.facts) from None
    return archive


def is_media(name: str) -> bool:
    """True for pictures and the like, which nobody unpacks."""
    return name.lower().startswith(MEDIA)


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
