"""Crashes a call after its n-th statement and compares the whole database before and after."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from psycopg import sql

from danshu.kit.actor import Actor

ACTOR = Actor.system()
AT = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)

Scenario = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A registered scenario: `prepare` makes the data and returns the call."""

    operation: str
    name: str
    prepare: Callable[[], Scenario]
    silent: bool


SCENARIOS: dict[str, Prepared] = {}

# The queue's own tables: periodic jobs belong to no operation.
IGNORED = ("procrastinate_%", "django_migrations", "django_content_type")


class Crash(SystemExit):
    """The process dies. `committed`: outside of a transaction, after what it did was complete."""

    def __init__(self, text: str, *, committed: bool) -> None:
        super().__init__(text)
        self.committed = committed


def scenario(operation: str, *, name: str = "", silent: bool = False) -> Callable[[Callable[[], Scenario]], Any]:
    """Register a function that prepares data and returns a call of the operation. Raises ValueError for a name twice."""

    def register(function: Callable[[], Scenario]) -> Callable[[], Scenario]:
        key = f"{operation}[{name}]" if name else operation
        if key in SCENARIOS:
            raise ValueError(f"scenario registered twice: {key}")
        SCENARIOS[key] = Prepared(operation, name, function, silent)
        return function

    return register


@contextlib.contextmanager
def dying_after(statements: int) -> Iterator[list[str]]:
    """Inside, the process dies when that many statements have been executed; gives the list of those that were."""
    executed: list[str] = []

    def count(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        result = execute(statement, parameters, many, context)
        executed.append(statement)
        if len(executed) == statements:
            committed = not connection.in_atomic_block
            connection.connection.close()  # a dead process says nothing more to the server, not even ROLLBACK
            raise Crash(f"after statement {statements}: {statement[:80]}", committed=committed)
        return result

    with connection.execute_wrapper(count):
        yield executed


def digest() -> dict[str, str]:
    """The number of rows and the content of every table, to the last bit."""
    parts = [
        sql.SQL("SELECT {name}, count(*) || ':' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '')"
                " FROM {table} t").format(name=sql.Literal(name), table=sql.Identifier(name))
        for name in _tables()
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        return dict(cursor.fetchall())


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' "
            "AND table_type = 'BASE TABLE' AND NOT table_name LIKE ANY(%s::text[]) ORDER BY 1",
            [list(IGNORED)],
        )
        return [name for (name,) in cursor.fetchall()]
