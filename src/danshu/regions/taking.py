"""Takes an edition over: what is new comes in, what has another name keeps the old one as history, what is missing retires.

One statement whatever the number of divisions; the same edition again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from danshu.kit.locks import lock_slot
from danshu.kit.sql import as_json
from danshu.regions.models import Edition
from danshu.regions.reading import Book

SLOT = "regions.edition"
# what the file does not speak of (streets, when it ends at districts) stays as it is
TAKE = """
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(rows)s::json) AS t(
        code text, name text, level int, parent_id text, is_placeholder boolean, initials text, pinyin text)
), renamed AS (
    INSERT INTO regions_formername (division_id, name, until)
    SELECT d.code, d.name, %(at)s FROM regions_division d JOIN given g ON g.code = d.code WHERE g.name <> d.name
    RETURNING 1
), retired AS (
    UPDATE regions_division d SET retired_at = %(at)s
    WHERE d.retired_at IS NULL AND d.level = ANY(%(levels)s) AND NOT EXISTS (SELECT 1 FROM given g WHERE g.code = d.code)
    RETURNING 1
), written AS (
    INSERT INTO regions_division AS d (code, name, level, parent_id, is_placeholder, initials, pinyin)
    SELECT code, name, level, parent_id, is_placeholder, initials, pinyin FROM given
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, is_placeholder = excluded.is_placeholder,
        initials = excluded.initials, pinyin = excluded.pinyin, retired_at = NULL
    WHERE (d.name, d.is_placeholder, d.initials, d.pinyin) IS DISTINCT FROM
          (excluded.name, excluded.is_placeholder, excluded.initials, excluded.pinyin) OR d.retired_at IS NOT NULL
    RETURNING xmax = 0 AS is_new
)
SELECT (SELECT count(*) FROM written WHERE is_new), (SELECT count(*) FROM renamed), (SELECT count(*) FROM retired),
       (SELECT count(*) FROM regions_division d JOIN given g ON g.code = d.code WHERE d.retired_at IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an edition changed: numbers of divisions. edition_id: None when it is the one that stands already."""

    edition_id: int | None
    size: int
    added: int = 0
    renamed: int = 0
    retired: int = 0
    returned: int = 0


def take(book: Book, *, by: str, at: datetime) -> Taken:
    """Make the tables say what the book says; inside a transaction. Returns what changed."""
    lock_slot(SLOT)
    newest = Edition.objects.order_by("-pk").values_list("digest", flat=True).first()
    if newest == book.digest:
        return Taken(None, len(book.entries))
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"rows": as_json(book.rows()), "levels": book.levels, "at": at})
        added, renamed, retired, returned = cursor.fetchone()
    edition = Edition.objects.create(
        digest=book.digest, source=book.source, taken_at=at, taken_by_name=by[:150], size=len(book.entries)
    )
    return Taken(edition.pk, len(book.entries), added, renamed, retired, returned)
