"""Word and Excel, new (zip) and old (OLE): which of them, and nothing in it that runs."""

from __future__ import annotations

import mmap
import struct
import zipfile
import zlib
from pathlib import Path

from danshu.files.errors import AttachmentRefused
from danshu.files.models import FileKind
from danshu.kit.archives import BROKEN, BadArchive, check_names, check_sizes

BASE = "application/vnd.openxmlformats-officedocument."
XLSX, DOCX = f"{BASE}spreadsheetml.sheet", f"{BASE}wordprocessingml.document"
XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
XLS, DOC = "application/vnd.ms-excel", "application/msword"
ODS, ODT = "application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.text"

MEMBERS = 20_000
UNPACKED = 1 << 30
RATIO, RATIO_FROM = 100, 10 << 20
REASONS = {"zip_duplicate": "parts", "zip_path": "parts", "zip_link": "parts", "encrypted": "encrypted",
           "zip_unpacked": "bomb", "zip_ratio": "bomb"}  # fmt: skip
PROGRAM_PARTS = (".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".hta", ".jar", ".class", ".lnk",
                 ".msi", ".apk", ".dex")  # fmt: skip
PROGRAM_HEADS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe")
HEAD = 8
OLE_NAME, OLE_LENGTH, OLE_ENTRY, OLE_TYPE = 64, 64, 128, 66


# ---- zip ------------------------------------------------------------------------------------------------------------
def kind_of_zip(path: Path) -> tuple[FileKind, str]:
    """Kind and media type of a document in a zip. Raises AttachmentRefused."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check(members)
            found = _office(archive, {member.filename for member in members})
            _check_parts(archive, members)
            return found
    except (*BROKEN, zlib.error):
        raise AttachmentRefused("damaged") from None


def _check(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS:
        raise AttachmentRefused("parts")
    try:
        check_names(members)
        check_sizes(members, unpacked=UNPACKED, ratio=RATIO, ratio_from=RATIO_FROM)
    except BadArchive as error:
        raise AttachmentRefused(REASONS[error.reason]) from None


def _office(archive: zipfile.ZipFile, names: set[str]) -> tuple[FileKind, str]:
    if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names or "classes.dex" in names:
        raise AttachmentRefused("program")
    if "[Content_Types].xml" in names:
        if "xl/workbook.bin" in names:
            return FileKind.EXCEL, XLSB
        if any(name.startswith("xl/") for name in names):
            return FileKind.EXCEL, XLSX
        if any(name.startswith("word/") for name in names):
            return FileKind.WORD, DOCX
        if any(name.startswith("ppt/") for name in names):
            raise AttachmentRefused("presentation")
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        declared = archive.read("mimetype").decode("ascii", "replace").strip()
        for kind, mime in ((FileKind.EXCEL, ODS), (FileKind.WORD, ODT)):
            if declared == mime and "content.xml" in names:
                return kind, mime
    raise AttachmentRefused("archive")


def _check_parts(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Parts that run, or that hide something that does."""
    for member in members:
        name = member.filename.lower()
        if "vbaproject" in name or name.startswith(("basic/", "scripts/")) or "/macrosheets/" in name:
            raise AttachmentRefused("macros")
        if name.endswith(PROGRAM_PARTS):
            raise AttachmentRefused("embedded")
        if name.endswith((".xml", ".rels", "/")):
            continue
        with archive.open(member) as part:
            head = part.read(HEAD)
        if head.startswith(PROGRAM_HEADS) or ("/embeddings/" in name and name.endswith(".bin")):
            raise AttachmentRefused("embedded")


# ---- OLE ------------------------------------------------------------------------------------------------------------
def kind_of_ole(path: Path) -> tuple[FileKind, str]:
    """Kind and media type of an old document, by the names of its streams. Raises AttachmentRefused."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:

        def has(name: str) -> bool:
            return _has_entry(content, name)

        if has("_VBA_PROJECT") or has("_VBA_PROJECT_CUR") or has("Macros"):
            raise AttachmentRefused("macros")
        if has("\x01Ole10Native") or has("ObjectPool"):
            raise AttachmentRefused("embedded")
        if has("EncryptedPackage"):
            raise AttachmentRefused("encrypted")
        if has("WordDocument"):
            return FileKind.WORD, DOC
        if has("Workbook") or has("Book"):
            return FileKind.EXCEL, XLS
        if has("PowerPoint Document"):
            raise AttachmentRefused("presentation")
    raise AttachmentRefused("program")  # installers and the like are OLE as well


def _has_entry(content: mmap.mmap, name: str) -> bool:
    """True when the directory has an entry of this name: entries lie at multiples of 128 bytes."""
    wanted, position = f"{name}\0".encode("utf-16-le"), -1
    length = struct.pack("<H", len(wanted))
    while (position := content.find(wanted, position + 1)) >= 0:
        at_entry = position % OLE_ENTRY == 0 and position + OLE_TYPE < len(content)
        if at_entry and content[position + OLE_LENGTH : position + OLE_TYPE] == length:
            return True
    return False
