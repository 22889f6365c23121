"""Uploaded pictures become plain JPEGs or PNGs of two sizes, without metadata, whatever the file called itself (ASVS V5)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from danshu.catalog.errors import PictureTooBig, PictureTooLarge, UnreadablePicture
from danshu.kit.pictures import TooManyPixels, Unreadable, encoded, fitting, opened

LARGE, SMALL = 1200, 160
FORMATS = ("PNG", "JPEG", "WEBP")
NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Picture:
    """A checked picture: the digest of what was uploaded stands for it (also as input of an operation)."""

    digest: str
    name: str
    mime: str
    width: int
    height: int
    content: bytes = field(repr=False)
    thumbnail: bytes = field(repr=False)


def picture_of(content: bytes, name: str, *, max_mb: int) -> Picture:
    """Decode, turn upright and encode anew; the size is judged by the header, before decoding.

    Raises PictureTooBig, PictureTooLarge, UnreadablePicture naming the file.
    """
    if len(content) > max_mb << 20:
        raise PictureTooBig(field="images", name=name, size=-(-len(content) >> 20), limit=max_mb)
    try:
        image = opened(content, FORMATS, side=LARGE)
    except TooManyPixels as error:
        raise PictureTooLarge(field="images", name=name, **error.facts) from None
    except Unreadable:
        raise UnreadablePicture(field="images", name=name) from None
    kind = "PNG" if image.mode == "RGBA" else "JPEG"
    large, small = encoded(image, kind, side=LARGE), encoded(image, kind, side=SMALL)
    shown = " ".join(name.split())[-NAME_LENGTH:] or "picture"
    width, height = fitting(image.size, LARGE)
    mime = f"image/{kind.lower()}"
    return Picture(hashlib.sha256(content).hexdigest(), shown, mime, width, height, large, small)
