"""Pictures that people upload: judged by their header, decoded, turned upright, written anew without metadata (ASVS V5)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000  # pixels; a thin strip within MAX_PIXELS would take half a minute to scale


class Unreadable(Exception):
    """No picture of these formats, or a damaged one."""


class TooManyPixels(Exception):
    """A picture that would cost too much; its size and the limits."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.width, self.height = size
        super().__init__(size)

    @property
    def facts(self) -> dict[str, Any]:
        """The figures for a message: pixels, and the total in millions."""
        total = MAX_PIXELS // 1_000_000
        return {"width": self.width, "height": self.height, "side": MAX_SIDE, "total": total}


def opened(source: bytes | Path, formats: tuple[str, ...], *, side: int) -> Image.Image:
    """The picture, upright, RGB or (with transparency) RGBA, ready to be used at `side` pixels.

    The size is judged by the header, before decoding. Raises Unreadable, TooManyPixels.
    """
    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source, formats=formats) as found:
            if max(found.size) > MAX_SIDE or found.width * found.height > MAX_PIXELS:
                raise TooManyPixels(found.size)
            found.draft(None, (side, side))  # a JPEG is decoded no larger than it will be used
            upright = ImageOps.exif_transpose(found)
            return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Unreadable from None


def fitting(size: tuple[int, int], side: int) -> tuple[int, int]:
    """A size of the same shape with no side above `side`."""
    if max(size) <= side:
        return size
    scale = side / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def encoded(image: Image.Image, kind: str, *, side: int, **options: Any) -> bytes:
    """The picture as a JPEG or PNG with no side above `side`, and nothing but its pixels."""
    copy = image.copy()
    copy.info.clear()
    if (target := fitting(copy.size, side)) != copy.size:
        copy = copy.resize(target, reducing_gap=3.0)
    packed = io.BytesIO()
    copy.save(packed, kind, **{"optimize": True, **({"quality": 85} if kind == "JPEG" else {}), **options})
    return packed.getvalue()
