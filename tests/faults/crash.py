"""Crashes a call after its n-th statement and compares the whole database before and after."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import psycopg
from django.db import connection
from psycopg import sql

from danshu.kit.actor import Actor
from danshu.kit.operation import Operation
from danshu.testing import server
from danshu.testing.restoring import OBSERVER

ACTOR = Actor.system()
AT = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)

KEY = "one-key-for-all-tries"

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
def dying_after(statements: int, *, disconnect: bool = True) -> Iterator[list[str]]:
    """Inside, the process dies when that many statements have been executed; gives the list of those that were.

    A dead process says nothing more to the server, not even ROLLBACK: its connection is closed. Without `disconnect`
    the connection only refuses every further statement until the transaction is rolled back, which leaves the same
    rows and spares the next try the learning of all tables.
    """
    executed: list[str] = []

    def count(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        if len(executed) >= statements:
            raise Crash(f"nothing more is said: {statement[:80]}", committed=False)
        result = execute(statement, parameters, many, context)
        executed.append(statement)
        if len(executed) == statements:
            committed = not connection.in_atomic_block
            if disconnect:
                connection.connection.close()
            raise Crash(f"after statement {statements}: {statement[:80]}", committed=committed)
        return result

    with connection.execute_wrapper(count):
        yield executed


@contextlib.contextmanager
def under_one_key(code: str) -> Iterator[None]:
    """Inside, every call of that operation comes with one idempotency key, as from a client that tries again."""
    original = Operation._start

    def start(self: Any, key: str, args: Any, kwargs: Any) -> Any:
        outermost = self.code == code and not connection.in_atomic_block
        return original(self, key or (KEY if outermost else ""), args, kwargs)

    with mock.patch.object(Operation, "_start", start):
        yield


def digest() -> dict[str, str]:
    """The number of rows and the content of every table, to the last bit: what is committed, as another client sees it."""
    try:
        return _look(_witness())
    except psycopg.OperationalError:  # the database of the test before this one is gone
        _WITNESS.clear()
        return _look(_witness())


_WITNESS: list[tuple[psycopg.Connection[Any], sql.Composed]] = []


def _witness() -> tuple[psycopg.Connection[Any], sql.Composed]:
    """A connection that survives the crashes: a fresh one spends a tenth of a second on learning the tables."""
    if not _WITNESS:
        eyes = psycopg.connect(server.address(server.clone_name()), autocommit=True, application_name=OBSERVER)
        _WITNESS.append((eyes, _statement(eyes)))
    return _WITNESS[0]


def _look(witness: tuple[psycopg.Connection[Any], sql.Composed]) -> dict[str, str]:
    eyes, statement = witness
    return dict(eyes.execute(statement, prepare=True).fetchall())


def _statement(eyes: psycopg.Connection[Any]) -> sql.Composed:
    tables = eyes.execute(
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' "
        "AND table_type = 'BASE TABLE' AND NOT table_name LIKE ANY(%s::text[]) ORDER BY 1",
        [list(IGNORED)],
    ).fetchall()
    parts = [
        sql.SQL(
            "SELECT {name}, count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {table} t"
        ).format(name=sql.Literal(name), table=sql.Identifier(name))
        for (name,) in tables
    ]
    return sql.SQL(" UNION ALL ").join(parts)
