"""Take the next numbers of a series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.locks import lock_slot
from danshu.numbering.registry import PERIODS, SERIES, Pattern, Series, branch_segment

# One statement when the counter exists: the pattern in force decides which counter rises.
TAKE = """
WITH pattern AS (
    SELECT coalesce(p.prefix, g.prefix) AS prefix, coalesce(p.date_part, g.date_part) AS date_part,
        coalesce(p.digits, g.digits) AS digits, coalesce(p.reset, g.reset) AS reset,
        coalesce(p.with_branch, g.with_branch) AS with_branch
    FROM (SELECT %(series)s::text AS series, %(prefix)s::text AS prefix, %(date_part)s::text AS date_part,
        %(digits)s::int AS digits, %(reset)s::text AS reset, %(with_branch)s::bool AS with_branch) AS g
    LEFT JOIN numbering_numberpattern p ON p.series = g.series
), taken AS (
    UPDATE numbering_counter AS c SET last = c.last + %(count)s FROM pattern
    WHERE c.series = %(series)s AND c.branch = CASE WHEN pattern.with_branch THEN %(branch)s ELSE '' END
      AND c.period = CASE pattern.reset WHEN 'day' THEN %(day)s WHEN 'month' THEN %(month)s
          WHEN 'year' THEN %(year)s ELSE '' END
    RETURNING c.last
)
SELECT prefix, date_part, digits, reset, with_branch, (SELECT last FROM taken) FROM pattern
"""

# A counter that begins goes on after every counter of the same branch whose numbers could look alike: its period lies
# inside the new one or around it. So a pattern changed in the middle of a period never repeats a number. Counters
# that a change retired keep their period between ~ and #.
BEGIN = """
INSERT INTO numbering_counter (series, branch, period, last)
SELECT %(series)s::text, %(branch)s::text, %(period)s::text, coalesce(max(last), 0) FROM numbering_counter,
    LATERAL (SELECT split_part(ltrim(period, '~'), '#', 1) AS covered) AS p
WHERE series = %(series)s::text AND branch = %(branch)s::text
  AND (starts_with(covered, %(period)s::text) OR starts_with(%(period)s::text, covered))
ON CONFLICT DO NOTHING
"""


def next_numbers(series: str, *, count: int, at: datetime, facts: Mapping[str, str] | None = None) -> list[str]:
    """Take `count` numbers in ascending order, each given once for ever; a rollback gives them back.

    series: a declared code; facts: `branch` is the code of the branch, used when the pattern asks for it.
    Call it last in the operation (CC-2): the counter stays locked until the commit. Raises KeyError for an
    undeclared series, ValueError for a count below 1, RuntimeError outside of an operation.
    """
    current_context()
    if count < 1:
        raise ValueError("take at least one number")
    declared, day = SERIES[series], business_date(at)
    branch = branch_segment((facts or {}).get("branch", ""))
    row = _take(declared, count, day, branch)
    while row[5] is None:
        _begin(declared, Pattern(*row[:5]), day, branch)
        row = _take(declared, count, day, branch)
    pattern, last = Pattern(*row[:5]), row[5]
    return [pattern.render(day, counter, branch) for counter in range(last - count + 1, last + 1)]


def _take(declared: Series, count: int, day: date, branch: str) -> tuple[Any, ...]:
    default = declared.pattern
    arguments: dict[str, str | int] = {
        "series": declared.code, "count": count, "branch": branch,
        "prefix": default.prefix, "date_part": default.date_part, "digits": default.digits, "reset": default.reset,
        "with_branch": default.with_branch,
        "day": day.strftime(PERIODS["day"]), "month": day.strftime(PERIODS["month"]),
        "year": day.strftime(PERIODS["year"]),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TAKE, arguments)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def _begin(declared: Series, pattern: Pattern, day: date, branch: str) -> None:
    # waits for whoever is just beginning a counter or changing the pattern of this series
    lock_slot("numbering", declared.code)
    with connection.cursor() as cursor:
        cursor.execute(
            BEGIN,
            {
                "series": declared.code,
                "branch": branch if pattern.with_branch else "",
                "period": pattern.period(day),
            },
        )
