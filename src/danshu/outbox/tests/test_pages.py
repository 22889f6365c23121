"""Jobs and deliveries that wait for a person, and trying them again."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from danshu.audit.models import AuditEntry
from danshu.audit.tests.pages import words
from danshu.kit.clock import now
from danshu.kit.events import HANDLERS, HANDLERS_BY_EVENT
from danshu.kit.jobs import event_label, is_named
from danshu.outbox.models import Delivery, OutboxEvent
from danshu.outbox.permissions import EXPORT, RETRY, VIEW

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


def lines(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.spec("SYS-005", "COM-019")
def test_every_task_handler_and_event_of_the_house_has_a_name():
    own = [code for code in (*app.tasks, *HANDLERS) if not code.startswith(("builtin:", "procrastinate.", "test"))]
    assert len(own) > 25
    assert [code for code in own if not is_named(code)] == []
    events = [name for name in HANDLERS_BY_EVENT if not name.startswith("test")]
    assert [name for name in events if event_label(name) == name] == []


@pytest.mark.spec("SYS-005", "COM-019")
def test_jobs_and_deliveries_are_told_and_found_by_their_names_in_both_languages(visit, failed, parked):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET task_name = 'sales.chase_supervision' WHERE id = %s", [failed])
    OutboxEvent.objects.update(name="sales.OrderApproved")
    Delivery.objects.update(handler="sales.tell_approved", aggregate="sales.order:17")
    chinese, english = visit(VIEW), visit(VIEW, language="en")

    assert "催办主管审批" in chinese.text(JOBS, q="催办", tab="failed")
    page = english.text(JOBS, q="remind sup", task="sales.chase_supervision", tab="failed")
    assert ("Remind supervisors" in page, "No jobs" in page) == (True, False)
    assert "共 0 个" in chinese.text(JOBS, q="别的")
    page = english.text(DELIVERIES, q="approval")
    assert [word in page for word in ("Order approved", "Order 17", "Tell about an approval")] == [True] * 3


@pytest.mark.spec("SYS-005", "SYS-010")
def test_both_logs_are_exported_as_they_are_filtered_by_those_who_may(visit, failed, parked):
    client = visit(VIEW, EXPORT)
    jobs = lines(client.get(JOBS, {"tab": "failed", "export": "csv"}))
    assert (len(jobs), jobs[1][0], jobs[1][-1]) == (2, str(failed), "失败")
    deliveries = lines(client.get(DELIVERIES, {"tab": "parked", "export": "csv"}))
    assert (len(deliveries), deliveries[1][-1]) == (2, "停下")
    exports = AuditEntry.objects.filter(operation="audit.export").order_by("pk")
    assert list(exports.values_list("subject_label", flat=True)) == [
        "outbox.jobs", "outbox.deliveries",
    ]  # fmt: skip
    assert visit(VIEW).get(JOBS, {"export": "csv"}).status_code == 403
