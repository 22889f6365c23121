"""Printed copies are what they were (INV-F1)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from danshu.kit.verification import check
from danshu.printing.documents import digest_of
from danshu.printing.models import PrintedDocument

GAPS = """
SELECT kind, source_id, count(*), max(copy) FROM printing_printeddocument GROUP BY kind, source_id
HAVING count(*) <> max(copy) ORDER BY 1, 2
"""


@check("INV-F1", "printing.content")
def content_equals_its_digest() -> Iterator[str]:
    """The stored content of each copy still has the digest it was printed with."""
    for row in PrintedDocument.objects.order_by("id").iterator(chunk_size=500):
        if digest_of(row.content) != row.digest:
            yield f"copy {row.copy} of {row.label} ({row.code}) is not what was printed"


@check("INV-F1", "printing.copies")
def copies_are_counted_without_gaps() -> Iterator[str]:
    """Copies of a document are numbered 1, 2, 3."""
    with connection.cursor() as cursor:
        cursor.execute(GAPS)
        for kind, source_id, count, last in cursor.fetchall():
            yield f"{kind}:{source_id} has {count} copies, the last is number {last}"
