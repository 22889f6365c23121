"""Uploaded pictures become plain PNGs: small, without metadata, whatever the file called itself (ASVS V5)."""

from __future__ import annotations

from dataclasses import dataclass

from danshu.kit.pictures import TooManyPixels, Unreadable, encoded, fitting, opened
from danshu.parameters.errors import UnreadableImage

MAX_BYTES = 2 * 1024 * 1024
MAX_SIDE = 1200
FORMATS = ("PNG", "JPEG")


@dataclass(frozen=True, slots=True)
class Picture:
    """A checked picture."""

    content: bytes
    width: int
    height: int


def picture_of(content: bytes) -> Picture:
    """Decode and encode anew, at most MAX_SIDE pixels a side. Raises UnreadableImage."""
    if not content or len(content) > MAX_BYTES:
        raise UnreadableImage(field="file")
    try:
        image = opened(content, FORMATS, side=MAX_SIDE)
    except (TooManyPixels, Unreadable):
        raise UnreadableImage(field="file") from None
    return Picture(encoded(image, "PNG", side=MAX_SIDE), *fitting(image.size, MAX_SIDE))
