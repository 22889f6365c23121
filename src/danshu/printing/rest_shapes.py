"""Copies in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from danshu.kit.rest import Input
from danshu.printing.models import PrintedDocument
from danshu.printing.shown import Copy


class PrintIn(Input):
    """In which language: zh-hans or en."""

    language: str = Field("zh-hans", max_length=10)


class CopyOut(Schema):
    """A printed copy; its pages lie under its code. `digest` is over everything that stands on it."""

    code: str
    copy_number: int
    language: str
    digest: str
    printed_at: datetime
    printed_by: str
    is_superseded: bool


def copy_out(document: PrintedDocument, *, is_superseded: bool = False) -> dict[str, Any]:
    """The answer for one copy."""
    return {
        "code": document.code, "copy_number": document.copy, "language": document.language, "digest": document.digest,
        "printed_at": document.printed_at, "printed_by": document.printed_by_name, "is_superseded": is_superseded,
    }  # fmt: skip


def copies_out(copies: list[Copy]) -> list[dict[str, Any]]:
    """The answer for all copies of a document."""
    return [copy_out(copy.document, is_superseded=copy.is_superseded) for copy in copies]
