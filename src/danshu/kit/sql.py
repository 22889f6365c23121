"""Set-based writing: many rows in one statement, whatever their number.

Rows travel as one JSON document: it costs the client a third of an array per column, holds arrays and nested objects,
and a statement with one parameter is prepared however wide its table is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

from danshu.kit.arrays import array
from danshu.kit.questions import Question
from danshu.kit.questions import Rows as Answer

Columns = Mapping[str, str]
Rows = Sequence[Mapping[str, Any]]


@lru_cache(maxsize=256)
def _insert_text(table: str, columns: tuple[tuple[str, str], ...]) -> str:
    names = ", ".join(name for name, _ in columns)
    typed = ", ".join(f"{name} {kind}" for name, kind in columns)
    # names come from constants of the code
    return (
        f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE "  # noqa: S608
        f"SELECT * FROM json_to_recordset(%s::json) AS t({typed})"
    )


def as_json(data: Any) -> str:
    """JSON for a statement: numbers, days and moments as text, which the database casts exactly."""
    return json.dumps(data, ensure_ascii=False, default=str)


def insert_rows(table: str, columns: Columns, rows: Rows, *, returning: str = "") -> list[tuple[Any, ...]]:
    """Insert rows with one statement.

    table and columns (name -> PostgreSQL type) are constants of the code, never input. Each row has every column; a
    column of type `text[]` holds a list of texts, one of type `jsonb` plain data. Returns the RETURNING columns, or an
    empty list.
    """
    if not rows:
        return []
    text = _insert_text(table, tuple(columns.items()))
    with connection.cursor() as cursor:
        cursor.execute(f"{text} RETURNING {returning}" if returning else text, [as_json(rows)])
        return cursor.fetchall() if returning else []


def insert_together(*tables: tuple[str, Columns, Rows]) -> None:
    """Insert rows into several tables with one statement; keys between them are checked at its end."""
    filled = [(table, columns, rows) for table, columns, rows in tables if rows]
    if not filled:
        return
    texts = [_insert_text(table, tuple(columns.items())) for table, columns, _rows in filled]
    first = ", ".join(f"part{index} AS ({text})" for index, text in enumerate(texts[:-1]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {first} {texts[-1]}" if first else texts[-1], [as_json(rows) for _table, _columns, rows in filled]
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One or more `name AS (…)` parts of a WITH statement, and their named parameters: constants of the code.

    verdict: an expression over the parts that the statement answers, for `hear` to act on.
    """

    text: str
    parameters: Mapping[str, Any]
    verdict: str = "NULL"
    hear: Callable[[Any], None] | None = None


def run_steps(steps: Sequence[Step]) -> None:
    """Run steps of several modules, none of which reads another's rows, as one statement; then they hear."""
    if not steps:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {', '.join(step.text for step in steps)} SELECT {', '.join(step.verdict for step in steps)}",
            {name: value for step in steps for name, value in step.parameters.items()},
        )
        verdicts = cursor.fetchone()
    for step, verdict in zip(steps, verdicts, strict=True):
        if step.hear is not None:
            step.hear(verdict)


def next_ids(*wanted: tuple[str, int]) -> list[list[int]]:
    """Take identities before their rows are written: (table, count) pairs, one statement for all."""
    return ids_question(*wanted).answer()


# what the planner cannot see does not make it plan anew for each number of rows
IDENTITIES = """
SELECT place, nextval((place || '_id_seq')::regclass) AS id FROM unnest((SELECT %(ids_of)s::text[])) AS place
"""


def ids_question(*wanted: tuple[str, int]) -> Question[list[list[int]]]:
    """`next_ids` as a question."""

    def understand(rows: Answer) -> list[list[int]]:
        return [[row["id"] for row in rows if row["place"] == table] for table, _count in wanted]

    places = array(table for table, count in wanted for _ in range(count))
    return Question(IDENTITIES, {"ids_of": places}, understand)


@contextmanager
def planned_afresh(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Statements in here are planned for the values they carry, each time.

    The driver prepares what it sees repeatedly, and the database then plans it once for all values. That serves what
    finds a few rows by key. A list's filter may match three records or all of them, and one plan for both is a hundred
    times too slow for one of the two.
    """
    connections[using].ensure_connection()
    driver = connections[using].connection
    before, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        yield
    finally:
        driver.prepare_threshold = before


_NAMES: dict[str, list[str]] = {}


def fetch_dicts(text: str, parameters: Iterable[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
    """Rows of a query as dictionaries by column name; `text` is a constant of the code, so its columns stay the same."""
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)  # type: ignore[arg-type]
        names = _NAMES.get(text)
        if names is None:
            names = _NAMES[text] = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
