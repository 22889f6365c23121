"""Jobs and deliveries that wait for a person, and trying them again."""

from __future__ import annotations

import pytest
from django.db import connection

from danshu.audit.models import AuditEntry
from danshu.audit.tests.pages import words
from danshu.kit.clock import now
from danshu.outbox.models import Delivery, OutboxEvent
from danshu.outbox.permissions import RETRY, VIEW

JOBS, DELIVERIES = "/logs/jobs/", "/logs/deliveries/"


@pytest.fixture
def parked(db):
    event = OutboxEvent.objects.create(at=now(), name="test.happened", aggregate="test.thing:1", handlers=1)
    return Delivery.objects.create(
        event=event, handler="test.refuse", aggregate="test.thing:1", state="parked", attempts=10, due_at=now(),
        last_error="Traceback\nValueError: 坏了",
    )  # fmt: skip


@pytest.fixture
def failed(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, args)"
            " VALUES ('default', 'test.job', 'failed', 1, '{}') RETURNING id"
        )
        return cursor.fetchone()[0]


def test_a_parked_delivery_shows_its_error_and_is_tried_again(visit, parked):
    client = visit(VIEW, RETRY)
    assert "ValueError: 坏了" in client.text(DELIVERIES)
    response = client.post(DELIVERIES, {"batch": "retry", "ids": [parked.pk], "form_token": "t"})
    assert "1 条消息将重新投递" in words(response)
    parked.refresh_from_db()
    assert (parked.state, parked.attempts) == ("waiting", 0)
    assert AuditEntry.objects.filter(operation="outbox.retry_delivery").count() == 1

    again = client.post(f"{DELIVERIES}?tab=all", {"batch": "retry", "ids": [parked.pk], "form_token": "u"})
    assert "不需要重试" in words(again)


@pytest.mark.spec("SYS-005")
def test_a_failed_job_is_listed_and_runs_again(visit, failed):
    client = visit(VIEW, RETRY)
    assert "test.job" in client.text(JOBS, tab="failed")
    response = client.post(f"{JOBS}?tab=failed", {"batch": "retry", "ids": [failed], "form_token": "t"})
    assert "1 个任务将重新执行" in words(response)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [failed])
        assert cursor.fetchone() == ("todo",)
    again = client.post(JOBS, {"batch": "retry", "ids": [failed], "form_token": "u"})
    assert "不需要重试" in words(again)


@pytest.mark.spec("ACC-023")
def test_looking_needs_a_right_and_retrying_another(visit, parked):
    assert visit("sales.order.view").get(JOBS).status_code == 403
    client = visit(VIEW)
    assert client.post(DELIVERIES, {"batch": "retry", "ids": [parked.pk], "form_token": "t"}).status_code == 403
    parked.refresh_from_db()
    assert parked.state == "parked"
