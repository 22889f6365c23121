"""Pictures among attachments are written anew: upright, at most SIDE pixels, without metadata (ASVS V5)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from danshu.files.errors import AttachmentRefused
from danshu.kit.pictures import TooManyPixels, Unreadable, encoded, fitting, opened

SIDE, SMALL = 4096, 320  # a scanned page stays readable; the small one is for lists
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
DRAWN = ("image/png", "image/gif", "image/bmp")  # screenshots and scans: sharp edges stay sharp
LARGE_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A picture and its small form, ready to be kept."""

    mime: str
    content: bytes
    small: bytes
    width: int
    height: int

    @property
    def suffix(self) -> str:
        """The true extension."""
        return "png" if self.mime == "image/png" else "jpg"


def redraw(path: Path, mime: str) -> Redrawn:
    """Decode and encode anew. Raises AttachmentRefused."""
    try:
        image = opened(path, FORMATS, side=SIDE)
    except TooManyPixels as error:
        raise AttachmentRefused("pixels", **error.facts) from None
    except Unreadable:
        raise AttachmentRefused("damaged") from None
    width, height = fitting(image.size, SIDE)
    kind, content = _written(image, mime)
    return Redrawn(f"image/{kind.lower()}", content, encoded(image, kind, side=SMALL), width, height)


def _written(image: Image.Image, mime: str) -> tuple[str, bytes]:
    if image.mode == "RGBA":
        return "PNG", encoded(image, "PNG", side=SIDE, optimize=False)
    if mime in DRAWN:
        content = encoded(image, "PNG", side=SIDE, optimize=False)
        if len(content) <= LARGE_BYTES:
            return "PNG", content
    return "JPEG", encoded(image, "JPEG", side=SIDE, quality=88)
