"""Plain text: readable in one of the encodings of our users, no markup, no script."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from danshu.files.errors import AttachmentRefused

MIME = "text/plain; charset=utf-8"
BLOCK = 1 << 18
MARKUP = re.compile(
    r"^\s*(?:<\?xml|<!doctype|<!--|<(?:html|head|body|svg|script|iframe|table|meta|style|img|a|object|embed|form|link"
    r"|x:|xsl|job|package|component)\b)", re.IGNORECASE,
)  # fmt: skip
SCRIPT = re.compile(
    r"^\s*(?:#!|<\?php|<\?=|<%|@echo\s+off|rem\s|:{2}\s|powershell\b|windows registry editor|regedit4|\[autorun\]"
    r"|\[internetshortcut\]|wscript\.|on error resume next|import\s+(?:os|subprocess|sys)\b)", re.IGNORECASE,
)  # fmt: skip
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
ENCODINGS = ("utf-8-sig", "gb18030")
BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def check(path: Path, head: bytes) -> None:
    """Raises AttachmentRefused when the file is no plain text."""
    encodings = [name for bom, name in BOMS if head.startswith(bom)] or list(ENCODINGS)
    beginning = next((found for name in encodings if (found := _read(path, name)) is not None), None)
    if beginning is None:
        raise AttachmentRefused("unknown")
    if SCRIPT.match(beginning):
        raise AttachmentRefused("program")
    if MARKUP.match(beginning):
        raise AttachmentRefused("markup")


def _read(path: Path, encoding: str) -> str | None:
    """The beginning of the text; None when the whole of it is not in this encoding, or has control characters."""
    decoder, beginning = codecs.getincrementaldecoder(encoding)(), ""
    try:
        with path.open("rb") as stream:
            while True:
                block = stream.read(BLOCK)
                part = decoder.decode(block, final=not block)
                if CONTROLS.search(part):
                    return None
                beginning = beginning or part[:2000]
                if not block:
                    return beginning
    except UnicodeDecodeError:
        return None
