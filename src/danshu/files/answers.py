"""Bytes as answers to page and interface: a fixed type, never anything that could run in our name (ASVS V5)."""

from __future__ import annotations

from csp.decorators import csp_update
from django.http import FileResponse, HttpRequest, HttpResponseBase

from danshu.files.errors import BytesGone
from danshu.files.models import FileKind
from danshu.files.queries import AttachmentInfo
from danshu.files.storing import STORE

INSIDE = (FileKind.IMAGE, FileKind.PDF)
SANDBOXED = csp_update({"sandbox": [True]})  # whatever a browser makes of it, it has no scripts and no origin


def download(request: HttpRequest, info: AttachmentInfo) -> HttpResponseBase:
    """The file to keep, under its name."""
    return _answer(request, info, info.digest, as_attachment=True)


def shown(request: HttpRequest, info: AttachmentInfo, *, small: bool = False) -> HttpResponseBase:
    """The file to look at inside a page (pictures and PDF; everything else is a download). Browsers keep no copy."""
    digest = (info.preview_digest or info.digest) if small else info.digest
    return _answer(request, info, digest, as_attachment=info.kind not in INSIDE)


def _answer(request: HttpRequest, info: AttachmentInfo, digest: str, *, as_attachment: bool) -> HttpResponseBase:
    try:
        stream = STORE.path_of(digest).open("rb")
    except FileNotFoundError:
        raise BytesGone from None
    answer = FileResponse(stream, as_attachment=as_attachment, filename=info.name, content_type=info.mime)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    if info.kind == FileKind.PDF and not as_attachment:
        return answer  # browsers show it in a viewer of their own, without our origin; a sandbox keeps that viewer out
    return SANDBOXED(lambda _request: answer)(request)
