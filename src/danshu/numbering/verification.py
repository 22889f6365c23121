"""No number repeats, none lies beyond its counter, gapless series have no gap (INV-N1)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from psycopg import sql

from danshu.kit.verification import check
from danshu.numbering.registry import SERIES, Series

REPEATED = "SELECT {column}, count(*) FROM {table} WHERE {column} <> '' GROUP BY 1 HAVING count(*) > 1 ORDER BY 1"
# A number is a stem that ends with a dash, and a counter. Within one stem counters of a gapless series are adjacent.
GAPS = """
SELECT number, previous FROM (
    SELECT number, stem, counter, lag(counter) OVER numbered AS before, lag(number) OVER numbered AS previous FROM (
        SELECT {column} AS number, substring({column} FROM '^(.*?)[0-9]+$') AS stem, substring({column} FROM '[0-9]+$')::bigint AS counter
        FROM {table} WHERE {column} ~ '-[0-9]{{1,18}}$'
    ) AS numbers WINDOW numbered AS (PARTITION BY stem ORDER BY counter)
) AS pairs WHERE counter > before + 1 ORDER BY stem, counter
"""
COUNTERS = """
SELECT a.series, a.branch, a.period, a.last FROM numbering_counter a JOIN numbering_counter b
    ON b.series = a.series AND b.branch = a.branch AND b.id > a.id
    AND b.period NOT LIKE '~%%' AND a.period LIKE '~%%'
    AND (starts_with(split_part(ltrim(a.period, '~'), '#', 1), b.period)
         OR starts_with(b.period, split_part(ltrim(a.period, '~'), '#', 1)))
WHERE b.last < a.last ORDER BY a.id
"""


@check("INV-N1", "numbering.repeated")
def numbers_are_unique() -> Iterator[str]:
    """No document number of a series that names its column occurs twice."""
    for series in _with_column():
        for number, count in _rows(REPEATED, series):
            yield f"{series.code}: number {number} was given {count} times"


@check("INV-N1", "numbering.gaps")
def gapless_series_have_no_gap() -> Iterator[str]:
    """Counters of gapless series are adjacent within their period."""
    for series in _with_column():
        if series.gapless:
            for number, previous in _rows(GAPS, series):
                yield f"{series.code}: between {previous} and {number} numbers are missing"


@check("INV-N1", "numbering.counters")
def counters_go_on() -> Iterator[str]:
    """A counter that replaced a retired one counts on from it."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTERS.replace("%%", "%"))
        for series, branch, period, last in cursor.fetchall():
            yield f"{series} {branch}: a counter begins again below {last} of {period}"


def _with_column() -> list[Series]:
    return [series for series in SERIES.values() if series.column]


def _rows(template: str, series: Series) -> list[tuple[object, ...]]:
    table, _, column = series.column.partition(".")
    statement = sql.SQL(template).format(table=sql.Identifier(table), column=sql.Identifier(column))
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
