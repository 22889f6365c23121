"""Behind a pooler the limits come with each transaction and leave with it (CC-7)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.utils import ConnectionHandler

NAMES = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


@pytest.fixture
def pooled(db: None, settings: Any) -> Iterator[Any]:
    """A connection as it is made with DANSHU_POOLER=1 by a web process."""
    settings.PROCESS = "web"
    given = connection.settings_dict | {
        "ENGINE": "danshu.entry.pooled", "OPTIONS": {"prepare_threshold": None}, "DISABLE_SERVER_SIDE_CURSORS": True,
        "TEST": {},
    }  # fmt: skip
    made = ConnectionHandler({"default": given})["default"]
    yield made
    made.close()


@contextmanager
def atomic(made: Any) -> Iterator[None]:
    """What transaction.atomic() does on the outermost level, for a connection outside of django.db.connections."""
    made.set_autocommit(False)
    try:
        yield
        made.commit()
    except BaseException:
        made.rollback()
        raise
    finally:
        made.set_autocommit(True)


def limits(made: Any) -> list[str]:
    with made.cursor() as cursor:
        return [cursor.execute(f"SHOW {name}").fetchone()[0] for name in NAMES]


def test_every_transaction_has_the_limits_of_its_process_and_nothing_stays(pooled: Any, settings: Any) -> None:
    before = limits(pooled)
    for process, told in (("web", ["3s", "10s", "15s"]), ("worker", ["10s", "10min", "1min"])):
        settings.PROCESS = process
        for _again in range(2):
            with atomic(pooled):
                assert limits(pooled) == told
            assert limits(pooled) == before != told


def test_a_statement_that_takes_too_long_ends_within_its_limit(pooled: Any, settings: Any) -> None:
    settings.TIMEOUTS = {"web": (50, 60, 1_000)}
    begun = time.monotonic()
    with pytest.raises(OperationalError, match="statement timeout"), atomic(pooled):
        pooled.cursor().execute("SELECT pg_sleep(20)")
    assert time.monotonic() - begun < 5
    assert limits(pooled) != ["50ms", "60ms", "1s"]
