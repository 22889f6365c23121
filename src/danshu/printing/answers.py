"""A PDF as an answer to page and API."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpResponse

from danshu.printing.models import PrintedDocument
from danshu.printing.rendering import pdf_of


def pdf_answer(document: PrintedDocument, *, seen: Collection[str]) -> HttpResponse:
    """The pages of a copy, shown in the browser; never kept by caches in between.

    seen: the kinds of contact data that the reader sees in full; the rest is shortened (PRV-1).
    """
    answer = HttpResponse(pdf_of(document, seen=seen), content_type="application/pdf")
    name = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in document.label)
    answer["Content-Disposition"] = f'inline; filename="{name}-{document.copy}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
