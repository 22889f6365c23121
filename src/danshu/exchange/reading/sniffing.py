"""What a file is, by its first bytes; the name is only compared with it."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

from danshu.exchange.reading.refusal import Refusal

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".xltx"})
TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00")  # a bare Excel 2 to 5 stream
FOREIGN = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"{\\rtf", "document"),
)
HTML = re.compile(rb"^\s*(?:<!doctype\s+html|<html|<head|<table|<meta|<body|<style)", re.IGNORECASE)
XML = re.compile(rb"^\s*<\?xml", re.IGNORECASE)


def sniff(path: str, name: str) -> str:
    """'workbook' or 'text'. Raises Refusal for anything else and for a name that says the other of the two."""
    suffix = Path(name).suffix.lower()
    if suffix not in WORKBOOK_SUFFIXES | TEXT_SUFFIXES:
        raise Refusal("suffix", suffix=suffix or "-")
    if os.path.getsize(path) == 0:
        raise Refusal("empty_file")
    with open(path, "rb") as stream:
        head = stream.read(4096)
    found = _kind(head, path)
    if found == "workbook" and suffix in TEXT_SUFFIXES:
        raise Refusal("renamed_workbook", suffix=suffix)
    if found == "text" and suffix in WORKBOOK_SUFFIXES:
        raise Refusal("renamed_text", suffix=suffix)
    return found


def _kind(head: bytes, path: str) -> str:
    if head.startswith(OLE) or BIFF.match(head):
        return "workbook"
    if head.startswith(b"PK"):
        return _zip_kind(path)
    for magic, what in FOREIGN:
        if head.startswith(magic):
            raise Refusal(f"foreign_{what}")
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if HTML.match(bare):
        raise Refusal("foreign_html")
    if XML.match(bare):
        raise Refusal("foreign_html" if b"<html" in bare.lower() else "foreign_xml")
    return "text"


def _zip_kind(path: str) -> str:
    """A zip that is no workbook is named as such; a broken one is left to the archive checks."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        return "workbook"
    if any(name.startswith("word/") for name in names) or any(name.startswith("ppt/") for name in names):
        raise Refusal("foreign_document")
    if any(name.startswith("xl/") for name in names) or {"content.xml", "mimetype"} <= names:
        return "workbook"
    if "[Content_Types].xml" in names:
        return "workbook"
    raise Refusal("foreign_archive")
