"""PDF: whole, nothing else at the same time, no program to start."""

from __future__ import annotations

import mmap
import re
import zipfile
from pathlib import Path

from danshu.files.errors import AttachmentRefused

TAIL = 4096
# in names of PDF each letter may also be written as #xx
LAUNCH = b"".join(b"(?:%c|#%02x)" % (letter, letter) for letter in b"Launch")
STARTS_PROGRAM = re.compile(rb"/(?:S|#53)\s*/" + LAUNCH + rb"\b", re.IGNORECASE)
MARKUP = re.compile(rb"<(?:script|html|svg|iframe|!doctype)\b", re.IGNORECASE)


def check(path: Path) -> None:
    """Raises AttachmentRefused."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if b"%%EOF" not in content[-TAIL:]:
            raise AttachmentRefused("damaged")
        if STARTS_PROGRAM.search(content):
            raise AttachmentRefused("launches")
        if MARKUP.search(content[:1024]):
            raise AttachmentRefused("two_in_one")
    if zipfile.is_zipfile(path):
        raise AttachmentRefused("two_in_one")
