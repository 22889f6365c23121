"""Reading copies; the caller has checked that the document exists for the actor."""

from __future__ import annotations

from danshu.kit.errors import NotFound
from danshu.kit.refs import SourceRef
from danshu.printing.models import PrintedDocument


def copies_of(source: SourceRef, *, limit: int = 50) -> list[PrintedDocument]:
    """The copies of a document, the latest first, without their content."""
    rows = PrintedDocument.objects.filter(kind=source.kind, source_id=source.pk)
    return list(rows.defer("content").order_by("-copy")[:limit])


def copy_by_code(source: SourceRef, code: str) -> PrintedDocument:
    """One copy of this document with its content. Raises NotFound."""
    found = PrintedDocument.objects.filter(kind=source.kind, source_id=source.pk, code=code).first()
    if found is None:
        raise NotFound()
    return found
