"""From bytes in a draft to a kind, a fixed media type and a name with the true extension; or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from danshu.files import names
from danshu.files.contents import office, portable, text
from danshu.files.contents.signs import Sign, sign_of
from danshu.files.errors import AttachmentRefused
from danshu.files.models import FileKind
from danshu.kit.words import listed

# kind -> extensions that say the same; media type -> the extension that a download gets
EXTENSIONS: dict[str, frozenset[str]] = {
    FileKind.IMAGE: frozenset({"png", "jpg", "jpeg", "jpe", "jfif", "webp", "gif", "bmp"}),
    FileKind.PDF: frozenset({"pdf"}),
    FileKind.EXCEL: frozenset({"xlsx", "xls", "xlsb", "xltx", "ods", "et"}),
    FileKind.WORD: frozenset({"docx", "doc", "dotx", "odt", "wps"}),
    FileKind.TEXT: frozenset({"txt", "csv", "tsv", "md", "log", "json"}),
}
ACCEPTED = ",".join(f".{suffix}" for kind in EXTENSIONS.values() for suffix in sorted(kind))
SUFFIX = {
    "application/pdf": "pdf", office.XLSX: "xlsx", office.XLSB: "xlsb", office.ODS: "ods", office.XLS: "xls",
    office.DOCX: "docx", office.ODT: "odt", office.DOC: "doc",
}  # fmt: skip
IMAGE_MIME = {Sign.PNG: "image/png", Sign.JPEG: "image/jpeg", Sign.WEBP: "image/webp", Sign.GIF: "image/gif",
              Sign.BMP: "image/bmp"}  # fmt: skip
HEAD = 4096


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may stay. For an image, name and type are settled when it has been written anew."""

    kind: FileKind
    mime: str
    name: str


def examine(path: Path, given: str, *, allowed: Sequence[str]) -> Checked:
    """Look at a file. given: the browser's name; allowed: kinds of the parameter attachment_types.

    Raises AttachmentRefused with the reason.
    """
    name = names.plain_name(given)
    if suffix := names.program_suffix(name):
        raise AttachmentRefused("program_name", name=name, suffix=suffix)
    try:
        kind, mime = _kind(path)
        _compare(kind, name)
    except AttachmentRefused as refusal:
        raise AttachmentRefused(refusal.reason, name=name, **refusal.facts) from None
    if kind not in allowed:
        told = listed(FileKind(each).label for each in allowed if each in FileKind.values)
        raise AttachmentRefused("not_allowed", name=name, kind=kind.label, allowed=told or _("无"))
    return Checked(kind, mime, _true_name(name, kind, mime))


def _kind(path: Path) -> tuple[FileKind, str]:
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise AttachmentRefused("empty")
    sign = sign_of(head)
    if sign in IMAGE_MIME:
        return FileKind.IMAGE, IMAGE_MIME[sign]
    if sign is Sign.PDF:
        portable.check(path)
        return FileKind.PDF, "application/pdf"
    if sign is Sign.ZIP:
        return office.kind_of_zip(path)
    if sign is Sign.OLE:
        return office.kind_of_ole(path)
    if sign is None:
        text.check(path, head)
        return FileKind.TEXT, text.MIME
    raise AttachmentRefused(sign.value)


def _compare(kind: FileKind, name: str) -> None:
    found = names.suffixes(name)
    known = found[-1] if found else ""
    # a name without a known extension gets the true one; a name that says something else is a lie
    liar = next((other for other, known_as in EXTENSIONS.items() if known in known_as), "")
    if liar and liar != kind:
        raise AttachmentRefused("renamed", kind=kind.label, suffix=known)


def _true_name(name: str, kind: FileKind, mime: str) -> str:
    found = names.suffixes(name)
    known = found[-1] if found else ""
    if known in EXTENSIONS[kind] and known.isascii():
        return names.with_suffix(name, known)
    suffix = SUFFIX.get(mime) or ("txt" if kind == FileKind.TEXT else mime.rpartition("/")[2])
    return names.with_suffix(f"{name}.{suffix}" if known else name, suffix)
