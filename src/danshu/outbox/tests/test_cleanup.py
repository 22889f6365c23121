"""Jobs, deliveries, messages and notifications go by their age into an archive, and never what still runs (SYS-005)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from danshu.audit.errors import EntriesChanged, NothingToArchive
from danshu.audit.models import AuditArchive, AuditEntry
from danshu.audit.operations.archive_entries import archive_entries
from danshu.audit.operations.request_clean_up import request_clean_up
from danshu.integrations.models import Dispatch, Endpoint
from danshu.integrations.permissions import EXPORT, VIEW
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.events import HANDLERS
from danshu.kit.jobs import job_label
from danshu.kit.logs import LOGS
from danshu.notices.models import OutgoingMessage
from danshu.outbox.models import Delivery, DeliveryState, OutboxEvent
from danshu.sales.models import OrderNote
from danshu.sales.tests.world import build_world

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-005")]
OLD = now() - timedelta(days=400)
BEFORE = now() - timedelta(days=200)


def job(status: str, at: datetime) -> int:
    """A job with one event at a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, priority, queue_name, status, scheduled_at, args) "
            "VALUES ('audit.seal', 0, 'default', %s::procrastinate_job_status, %s, '{}') RETURNING id", [status, at],
        )  # fmt: skip
        pk = int(cursor.fetchone()[0])
        cursor.execute("UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [at, pk])
    return pk


def event(at: datetime) -> OutboxEvent:
    return OutboxEvent.objects.create(at=at, name="sales.OrderApproved", aggregate="sales.order:1", handlers=1)


def delivery(state: str, at: datetime) -> int:
    return Delivery.objects.create(
        event=event(at), handler="h", aggregate="sales.order:1", state=state, due_at=at, done_at=at
    ).pk


def dispatch(status: str, at: datetime) -> int:
    endpoint, _made = Endpoint.objects.get_or_create(
        name="ERP",
        defaults={"kind": "webhook", "host": "erp.example", "events": [], "created_at": OLD, "updated_at": OLD},
    )
    return Dispatch.objects.create(
        endpoint=endpoint, event=event(at), name="sales.OrderApproved", aggregate="sales.order:1", status=status,
        queued_at=at, due_at=at, sent_at=at if status == "sent" else None,
    ).pk  # fmt: skip


def message(status: str, at: datetime) -> int:
    return OutgoingMessage.objects.create(
        recipient="王女士", address="wang@example.com", subject="订单确认", body="…", language="zh-hans", status=status,
        source_kind="sales.order", source_id=1, label="SO-1", queued_at=at, due_at=at,
        sent_at=at if status == "sent" else None,
    ).pk  # fmt: skip


KINDS: list[tuple[str, Callable[[str, datetime], int], Any, str, str]] = [
    ("jobs", job, ProcrastinateJob, "failed", "todo"),
    ("deliveries", delivery, Delivery, DeliveryState.PARKED, DeliveryState.WAITING),
    ("dispatches", dispatch, Dispatch, "failed", "waiting"),
    ("messages", message, OutgoingMessage, "sent", "queued"),
]


@pytest.mark.parametrize(("log", "make", "model", "ended", "running"), KINDS, ids=[kind[0] for kind in KINDS])
def test_what_ended_long_ago_is_archived_and_what_waits_or_is_young_stays(
    tmp_path: Path, log: str, make: Callable[[str, datetime], int], model: Any, ended: str, running: str
) -> None:
    gone, waits, young = make(ended, OLD), make(running, OLD), make(ended, now())

    assert request_clean_up(log=log, before=BEFORE, actor=Actor.system(), at=now()) == 1
    row = archive_entries(log=log, before=BEFORE, folder=str(tmp_path), actor=Actor.system(), at=now())

    assert (row.log, row.entries, row.first_entry_id) == (log, 1, gone)
    (line,) = gzip.decompress((tmp_path / row.file_name).read_bytes()).decode().splitlines()
    assert json.loads(line)["id"] == gone
    assert "wang@example.com" not in line
    assert set(model.objects.filter(pk__in=[gone, waits, young]).values_list("pk", flat=True)) == {waits, young}
    assert AuditEntry.objects.filter(operation="audit.archive_entries").count() == 1
    with pytest.raises(NothingToArchive):
        archive_entries(log=log, before=BEFORE, folder=str(tmp_path), actor=Actor.system(), at=now())


def test_a_message_that_a_note_of_an_order_names_stays(tmp_path: Path) -> None:
    order = build_world().order()
    told = message("sent", OLD)
    OrderNote.objects.create(
        order=order, kind="customer", content="已发邮件", author_name="李四", at=OLD, message_id=told
    )
    with pytest.raises(NothingToArchive):
        archive_entries(log="messages", before=BEFORE, folder=str(tmp_path), actor=Actor.system(), at=now())
    assert OutgoingMessage.objects.filter(pk=told).exists()


def test_what_was_taken_up_again_meanwhile_is_not_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pk = delivery(DeliveryState.PARKED, OLD)
    log = LOGS["deliveries"]

    def retried_before(keys: list[int]) -> int:
        Delivery.objects.filter(pk=pk).update(state=DeliveryState.WAITING)
        assert log.remove is not None
        return log.remove(keys)

    monkeypatch.setitem(LOGS, "deliveries", type(log)(log.label, log.old, log.moment, log.fields, retried_before))
    with pytest.raises(EntriesChanged):
        archive_entries(log="deliveries", before=BEFORE, folder=str(tmp_path), actor=Actor.system(), at=now())
    assert Delivery.objects.filter(pk=pk).exists()
    assert AuditArchive.objects.count() == 0


def test_every_task_and_handler_has_a_name_in_both_languages() -> None:
    codes = [code for code in (*app.tasks, *HANDLERS) if not code.startswith(("builtin", "procrastinate"))]
    assert len(codes) > 30
    assert [code for code in codes if job_label(code) == code] == []
    with translation.override("en"):
        assert [code for code in codes if not job_label(code).isascii()] == []


def test_what_went_to_other_systems_is_exported_by_those_who_may(visit: Any) -> None:
    dispatch("sent", now())
    reader, exporter = visit(VIEW), visit(VIEW, EXPORT)
    path = reverse("integrations:dispatches")
    assert reader.get(path, {"export": "csv"}).status_code == 403
    answer = exporter.get(path, {"export": "csv"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "订单审核通过" in body.decode("utf-8-sig")
