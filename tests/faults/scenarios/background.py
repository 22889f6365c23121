"""Operations on background work and on the trail."""

from __future__ import annotations

import tempfile
from datetime import timedelta

from django.db import connection

from danshu.audit.operations.archive_entries import archive_entries
from danshu.audit.operations.request_clean_up import request_clean_up
from danshu.audit.sealing import seal
from danshu.audit.tests.factories import make_entry
from danshu.outbox.models import Delivery, OutboxEvent
from danshu.outbox.operations.retry_delivery import retry_delivery
from danshu.outbox.operations.retry_job import retry_job
from tests.faults.crash import ACTOR, AT, Scenario, scenario


@scenario("outbox.retry_delivery")
def _delivery() -> Scenario:
    event = OutboxEvent.objects.create(at=AT, name="test.happened", aggregate="test.thing:1", handlers=1)
    row = Delivery.objects.create(
        event=event, handler="test.refuse", aggregate=event.aggregate, state="parked", attempts=10, due_at=AT
    )
    return lambda: retry_delivery(delivery_id=row.pk, actor=ACTOR, at=AT)


@scenario("outbox.retry_job")
def _job() -> Scenario:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, args)"
            " VALUES ('default', 'test.job', 'failed', 1, '{}') RETURNING id"
        )
        (pk,) = cursor.fetchone()
    return lambda: retry_job(job_id=pk, actor=ACTOR, at=AT)


@scenario("audit.archive_entries")
def _archive() -> Scenario:
    make_entry(written_at=AT - timedelta(days=400))
    seal(at=AT - timedelta(days=399))
    folder = tempfile.mkdtemp()
    return lambda: archive_entries(before=AT - timedelta(days=200), folder=folder, actor=ACTOR, at=AT)


@scenario("audit.request_clean_up")
def _request_clean_up() -> Scenario:
    make_entry(written_at=AT - timedelta(days=400))
    seal(at=AT - timedelta(days=399))
    return lambda: request_clean_up(log="operations", before=AT - timedelta(days=200), actor=ACTOR, at=AT)
