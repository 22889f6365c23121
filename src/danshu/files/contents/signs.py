"""The first bytes by which formats are known."""

from __future__ import annotations

from enum import StrEnum


class Sign(StrEnum):
    """A format; the values of those that are refused are their reasons."""

    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    WEBP = "webp"
    BMP = "bmp"
    PDF = "pdf"
    ZIP = "zip"
    OLE = "ole"
    PROGRAM = "program"
    ARCHIVE = "archive"
    HEIC = "heic"
    MARKUP = "markup"
    UNKNOWN = "unknown"


MAGIC: tuple[tuple[bytes, Sign], ...] = (
    (b"\x89PNG\r\n\x1a\n", Sign.PNG),
    (b"\xff\xd8\xff", Sign.JPEG),
    (b"GIF87a", Sign.GIF),
    (b"GIF89a", Sign.GIF),
    (b"%PDF-", Sign.PDF),
    (b"PK\x03\x04", Sign.ZIP),
    (b"PK\x05\x06", Sign.ARCHIVE),  # an empty archive
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Sign.OLE),
    (b"MZ", Sign.PROGRAM),
    (b"ZM", Sign.PROGRAM),
    (b"\x7fELF", Sign.PROGRAM),
    (b"\xfe\xed\xfa\xce", Sign.PROGRAM),
    (b"\xfe\xed\xfa\xcf", Sign.PROGRAM),
    (b"\xce\xfa\xed\xfe", Sign.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Sign.PROGRAM),
    (b"\xca\xfe\xba\xbe", Sign.PROGRAM),  # Java, fat Mach-O
    (b"L\x00\x00\x00\x01\x14\x02\x00", Sign.PROGRAM),  # a Windows shortcut
    (b"\x00asm", Sign.PROGRAM),
    (b"dex\n", Sign.PROGRAM),
    (b"!<arch>", Sign.PROGRAM),
    (b"ITSF", Sign.PROGRAM),  # compiled help
    (b"CWS", Sign.PROGRAM),
    (b"FWS", Sign.PROGRAM),
    (b"#!", Sign.PROGRAM),
    (b"Rar!", Sign.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Sign.ARCHIVE),
    (b"\x1f\x8b", Sign.ARCHIVE),
    (b"BZh", Sign.ARCHIVE),
    (b"\xfd7zXZ", Sign.ARCHIVE),
    (b"MSCF", Sign.ARCHIVE),
    (b"{\\rtf", Sign.UNKNOWN),  # carries objects that no one can check
)
HEIF = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")


def sign_of(head: bytes) -> Sign | None:
    """The format of a file that begins so; None when it may be text."""
    for magic, sign in MAGIC:
        if head.startswith(magic):
            return sign
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Sign.WEBP
    if head[:2] == b"BM" and len(head) > 26 and head[6:10] == b"\0\0\0\0":
        return Sign.BMP
    if head[4:8] == b"ftyp" and head[8:12] in HEIF:
        return Sign.HEIC
    return None
