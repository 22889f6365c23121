"""/healthz: what works, and which part does not."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from psycopg_pool import ConnectionPool, PoolTimeout

from danshu import __version__
from danshu.entry import health, settings
from danshu.host.children import wait_until
from danshu.kit.clock import now

pytestmark = pytest.mark.django_db


def heartbeat(age: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [now() - age])


@pytest.mark.spec("SYS-001")
def test_everything_works(client: Client) -> None:
    heartbeat(timedelta(seconds=10))
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "worker": "ok", "version": __version__}


def test_a_silent_worker_is_named_with_503(client: Client) -> None:
    heartbeat(timedelta(minutes=2))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failing", "database": "ok", "worker": "not running", "version": __version__,
    }  # fmt: skip


def test_an_unreachable_database_is_named_with_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def cursor(self) -> Any:
            raise OperationalError("connection refused")

    monkeypatch.setattr(health, "connection", Gone())
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["database"]) == ("failing", "unreachable")


def test_a_page_waits_five_seconds_at_most_for_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PROCESS", "web")
    monkeypatch.setattr(settings, "POOLER", False)
    monkeypatch.setenv("DATABASE_URL", "postgresql:///danshu?host=/nonexistent")
    pool = settings._database()["OPTIONS"]["pool"]

    with ConnectionPool("host=/nonexistent dbname=danshu", open=True, **pool) as away:
        waited = monotonic()
        for _wait in range(2):  # a page asks, then the frame of its refusal
            with pytest.raises(PoolTimeout):
                away.getconn()
        assert monotonic() - waited < 5.5
        assert wait_until(lambda: away.get_stats()["pool_size"] == 0, 5), "it still pauses, ever longer"
