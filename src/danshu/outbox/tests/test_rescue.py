"""Jobs of killed workers start again; a job that kills its workers is parked (FI-08)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from danshu.outbox.tasks import MAX_DEATHS, forget, rescue_stalled

pytestmark = pytest.mark.django_db(transaction=True)


def job(status: str, *, attempts: int, heartbeat: str) -> int:
    """A job held by a worker that was last seen `heartbeat` ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id", [heartbeat]
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, args, worker_id)"
            " VALUES ('default', 'test.job', %s::procrastinate_job_status, %s, '{}', %s) RETURNING id",
            [status, attempts, worker],
        )
        return int(cursor.fetchone()[0])


def status_of(pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [pk])
        return str(cursor.fetchone()[0])


def rescue() -> int:
    return int(async_to_sync(rescue_stalled.func)(SimpleNamespace(app=app), 0))


def test_a_job_of_a_dead_worker_starts_again_and_one_of_a_living_worker_is_left_alone() -> None:
    dead = job("doing", attempts=0, heartbeat="5 minutes")
    alive = job("doing", attempts=0, heartbeat="5 seconds")
    assert rescue() == 1
    assert (status_of(dead), status_of(alive)) == ("todo", "doing")


def test_a_job_that_killed_its_worker_three_times_is_parked_and_the_others_go_on() -> None:
    poison = job("doing", attempts=MAX_DEATHS, heartbeat="5 minutes")
    other = job("doing", attempts=MAX_DEATHS - 1, heartbeat="5 minutes")
    assert rescue() == 1
    assert (status_of(poison), status_of(other)) == ("failed", "todo")


def test_finished_jobs_are_forgotten_and_failed_ones_kept() -> None:
    done, failed = job("succeeded", attempts=1, heartbeat="1 minute"), job("failed", attempts=1, heartbeat="1 minute")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '3 days'")
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'succeeded', now() - interval '3 days'),"
            " (%s, 'failed', now() - interval '3 days')",
            [done, failed],
        )
    async_to_sync(forget.func)(SimpleNamespace(app=app), 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs")
        assert [pk for (pk,) in cursor.fetchall()] == [failed]
