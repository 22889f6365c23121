"""Files as people send them, and as attackers do."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

from danshu.catalog.tests.factories import drawn

TYPES = b"<?xml version='1.0'?><Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
WORKBOOK = {"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<workbook/>"}
DOCUMENT = {"[Content_Types].xml": TYPES, "word/document.xml": b"<document/>"}
OPEN_SHEET = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<office/>"}
OPEN_TEXT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"}
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(2)</script></svg>"
SHEET = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 160]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 44>>stream
BT /F 24 Tf 40 80 Td (Signed 2026-09-18) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
PDF = SHEET.encode()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip with these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def twice() -> bytes:
    """A workbook with two parts of one name."""
    return zipped(WORKBOOK | {"xl/workbooz.xml": b"<workbook/>"}).replace(b"workbooz", b"workbook")


def with_password() -> bytes:
    """A workbook whose parts claim a password."""
    content = bytearray(zipped(WORKBOOK))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = content.find(sign)
        while position >= 0:
            content[position + offset] |= 1
            position = content.find(sign, position + 4)
    return bytes(content)


def ole(*streams: str) -> bytes:
    """An old document whose directory names these streams."""
    entries = b""
    for name in ("Root Entry", *streams):
        coded = f"{name}\0".encode("utf-16-le")
        entries += coded.ljust(64, b"\0") + struct.pack("<HB", len(coded), 2) + bytes(61)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + entries.ljust(2048, b"\0")


def photo(width: int = 60, height: int = 30, *, colour: str = "green", kind: str = "JPEG") -> bytes:
    """A photo with the place where it was taken in its metadata."""
    image = Image.new("RGB", (width, height), colour)
    tags = image.getexif()
    tags[0x0112], tags[0x010F] = 6, "secret camera"
    packed = io.BytesIO()
    image.save(packed, kind, exif=tags)
    return packed.getvalue()


def transparent() -> bytes:
    """A picture one can look through."""
    packed = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(packed, "PNG")
    return packed.getvalue()


def bomb() -> bytes:
    """A workbook that unpacks to 200 times its size."""
    return zipped(WORKBOOK | {"xl/worksheets/sheet1.xml": bytes(30 << 20)})


def large_header() -> bytes:
    """A picture that says that it has 64 million pixels."""
    content = bytearray(drawn("red"))
    content[16:24] = struct.pack(">II", 8_000, 8_000)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    return bytes(content)


# name, content -> kind, media type, name that is kept
GOOD: dict[str, tuple[str, bytes, str, str, str]] = {
    "a photo": ("IMG_1.jpg", photo(), "image", "image/jpeg", "IMG_1.jpg"),
    "a photo without an extension": ("照片", photo(), "image", "image/jpeg", "照片.jpg"),
    "a picture under the name of another format": ("a.jpg", drawn("red"), "image", "image/png", "a.png"),
    "a web picture": ("a.webp", drawn("red", kind="WEBP"), "image", "image/jpeg", "a.jpg"),
    "an old picture": ("a.bmp", drawn("red", kind="BMP"), "image", "image/png", "a.png"),
    "an animation": ("a.gif", drawn("red", kind="GIF"), "image", "image/png", "a.png"),
    "a transparent picture": ("logo.png", transparent(), "image", "image/png", "logo.png"),
    "a paper": ("回单.PDF", PDF, "pdf", "application/pdf", "回单.pdf"),
    "a name with a company in it": ("www.example.com.pdf", PDF, "pdf", "application/pdf", "www.example.com.pdf"),
    "a name with folders": ("C:\\temp\\..\\合同.pdf", PDF, "pdf", "application/pdf", "合同.pdf"),
    "a name that turns around": ("报价\u202efdp", PDF, "pdf", "application/pdf", "报价fdp.pdf"),
    "a name of blanks": ("   ", PDF, "pdf", "application/pdf", "file.pdf"),
    "a very long name": (f"{'长' * 300}.pdf", PDF, "pdf", "application/pdf", f"{'长' * 77}….pdf"),
    "a workbook": ("价格.xlsx", zipped(WORKBOOK), "excel",
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "价格.xlsx"),
    "an old workbook": ("a.xls", ole("Workbook"), "excel", "application/vnd.ms-excel", "a.xls"),
    "an open workbook": ("a.ods", zipped(OPEN_SHEET), "excel", "application/vnd.oasis.opendocument.spreadsheet", "a.ods"),
    "a document": ("合同.docx", zipped(DOCUMENT), "word",
                   "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "合同.docx"),
    "an old document": ("a.doc", ole("WordDocument"), "word", "application/msword", "a.doc"),
    "an open document": ("a.odt", zipped(OPEN_TEXT), "word", "application/vnd.oasis.opendocument.text", "a.odt"),
    "text": ("说明.txt", "第一行\n=1+1".encode(), "text", "text/plain; charset=utf-8", "说明.txt"),
    "text of the old encoding": ("a.csv", "编码,名称".encode("gb18030"), "text", "text/plain; charset=utf-8", "a.csv"),
    "text of Windows": ("a.txt", "名称".encode("utf-16"), "text", "text/plain; charset=utf-8", "a.txt"),
}  # fmt: skip

# name, content -> reason
HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "nothing at all": ("a.pdf", b"", "empty"),
    "a Windows program": ("setup.exe", b"MZ\x90\x00", "program_name"),
    "a renamed program": ("照片.png", b"MZ\x90\x00", "program"),
    "a program without a name": ("", b"MZ\x90\x00", "program"),
    "a Linux program": ("a.pdf", b"\x7fELF\x02\x01", "program"),
    "a Mac program": ("a.pdf", b"\xcf\xfa\xed\xfe\x07", "program"),
    "a Java class": ("a.doc", b"\xca\xfe\xba\xbe\x00", "program"),
    "a shortcut": ("a.txt", b"L\x00\x00\x00\x01\x14\x02\x00", "program"),
    "a shell script": ("a.txt", b"#!/bin/sh\nrm -rf /", "program"),
    "a batch file": ("a.txt", b"@echo off\r\ndel *.*", "program"),
    "a batch file by name": ("run.bat", b"dir", "program_name"),
    "a script of the host": ("a.vbs", b"MsgBox 1", "program_name"),
    "a program in PHP": ("a.txt", b"<?php system($_GET[1]);", "program"),
    "an internet shortcut": ("a.txt", b"[InternetShortcut]\nURL=file://x", "program"),
    "an installer": ("a.xls", ole("\x05SummaryInformation"), "program"),
    "a Java archive": ("a.xlsx", zipped({"META-INF/MANIFEST.MF": b""}), "program"),
    "an Android app": ("a.docx", zipped({"AndroidManifest.xml": b"", "classes.dex": b""}), "program"),
    "a double extension": ("invoice.pdf.exe", PDF, "program_name"),
    "a hidden extension": ("invoice.exe.pdf", PDF, "program_name"),
    "an extension that turns around": ("photo\u202egnp.exe", photo(), "program_name"),
    "a full-width extension": ("invoice．ｅｘｅ", PDF, "program_name"),
    "an extension behind a blank": ("invoice.exe .", PDF, "program_name"),
    "SVG with a script": ("a.png", SVG, "markup"),
    "SVG under its own name": ("a.svg", SVG, "program_name"),
    "a web page as text": ("a.txt", b"\xef\xbb\xbf \n<!DOCTYPE html><script>alert(1)</script>", "markup"),
    "a web page of UTF-16": ("a.txt", "<html><script>".encode("utf-16"), "markup"),
    "XML": ("a.txt", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", "markup"),
    "a broken picture": ("a.png", drawn("red")[:40], "damaged"),
    "half a picture": ("a.jpg", photo(400, 400)[:600], "damaged"),
    "a picture of too many pixels": ("a.png", large_header(), "pixels"),
    "a picture of a phone": ("a.heic", b"\0\0\0\x18ftypheic", "heic"),
    "half a paper": ("a.pdf", PDF[:200], "damaged"),
    "a paper that starts a program": ("a.pdf", PDF.replace(b"/Type/Catalog", b"/OpenAction<</S /Launch/F(x)>>"), "launches"),
    "a paper that hides that": ("a.pdf", PDF.replace(b"/Type/Catalog", b"/OpenAction<</#53 /#4cau#6Ech/F(x)>>"), "launches"),
    "a paper that is a zip as well": ("a.pdf", PDF + zipped({"a.txt": b"x"}) + b"\n%%EOF\n", "two_in_one"),
    "a paper that is a web page as well": ("a.pdf", PDF.replace(b"1 0 obj", b"<script>alert(1)</script>\n1 0 obj"), "two_in_one"),
    "a bomb": ("a.xlsx", bomb(), "bomb"),
    "too many parts": ("a.xlsx", zipped(WORKBOOK | {f"xl/{n}.xml": b"" for n in range(20_001)}), "parts"),
    "a part outside": ("a.xlsx", zipped(WORKBOOK | {"../../etc/cron.d/x": b"x"}), "parts"),
    "a part twice": ("a.xlsx", twice(), "parts"),
    "a password": ("a.xlsx", with_password(), "encrypted"),
    "an old document with a password": ("a.doc", ole("EncryptedPackage"), "encrypted"),
    "macros": ("a.xlsx", zipped(WORKBOOK | {"xl/vbaProject.bin": b"x"}), "macros"),
    "macros by name": ("a.xlsm", zipped(WORKBOOK), "program_name"),
    "macros of an old workbook": ("a.xls", ole("Workbook", "_VBA_PROJECT_CUR"), "macros"),
    "macros of an old document": ("a.doc", ole("WordDocument", "Macros"), "macros"),
    "a program inside": ("a.docx", zipped(DOCUMENT | {"word/media/image1.png": b"MZ\x90"}), "embedded"),
    "a script inside": ("a.docx", zipped(DOCUMENT | {"word/x.vbs": b"x"}), "embedded"),
    "an unknown object inside": ("a.docx", zipped(DOCUMENT | {"word/embeddings/oleObject1.bin": b"x"}), "embedded"),
    "an unknown object in an old document": ("a.doc", ole("WordDocument", "ObjectPool"), "embedded"),
    "slides": ("a.docx", zipped({"[Content_Types].xml": TYPES, "ppt/presentation.xml": b"x"}), "presentation"),
    "an archive": ("a.xlsx", zipped({"a.txt": b"x"}), "archive"),
    "an empty archive": ("a.xlsx", zipped({}), "archive"),
    "half an archive": ("a.xlsx", zipped(WORKBOOK)[:60], "damaged"),
    "another archive": ("a.pdf", b"Rar!\x1a\x07\x00", "archive"),
    "rich text": ("a.doc", b"{\\rtf1\\object\\objdata}", "unknown"),
    "random bytes": ("a.txt", bytes(range(256)), "unknown"),
    "text with control characters": ("a.txt", b"abc\x00def", "unknown"),
    "a document named as a picture": ("a.png", PDF, "renamed"),
    "a picture named as a document": ("a.pdf", photo(), "renamed"),
    "text named as a workbook": ("a.xls", b"a\tb", "renamed"),
}  # fmt: skip
