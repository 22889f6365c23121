"""Cleaning up on the page: the effect first, with the count; a job does it; the runtime role can do no more (SYS-005)."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from danshu.access.tests.factories import actor_of, staff
from danshu.audit.errors import AlreadyAsked, TooYoung
from danshu.audit.models import AuditArchive, AuditEntry, ErrorEntry
from danshu.audit.operations.request_clean_up import request_clean_up
from danshu.audit.permissions import CLEAN_UP, EXPORT, VIEW
from danshu.audit.sealing import seal
from danshu.audit.tasks import clean_up
from danshu.audit.tests.factories import make_entry
from danshu.audit.tests.pages import filled, words
from danshu.audit.tests.test_seals import drifts
from danshu.host import roles
from danshu.identity.queries import sign_in_log
from danshu.identity.tests.factories import make_user
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import Forbidden
from danshu.testing import server

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-005")]
OLD = now() - timedelta(days=400)
BEFORE = business_date(now() - timedelta(days=200)).isoformat()
FORM, CONFIRM, LIST = "/logs/clean-up/", f"/logs/clean-up/operations/{BEFORE}/", "/logs/archives/"


@pytest.fixture
def logs(settings: Any, tmp_path: Path) -> Path:
    """Three old entries, a sensitive one as old, a new one; an old sign-in and an old error beside new ones."""
    settings.HOME = tmp_path
    for number in range(3):
        make_entry(written_at=OLD, at=OLD, reason=f"第 {number} 条")
    make_entry(written_at=OLD, operation="parameters.reset_parameter", reason="敏感")
    seal(at=OLD + timedelta(hours=1))
    make_entry(reason="新的")
    for at in (OLD, now()):
        sign_in_log().model.objects.create(at=at, user_name=f"zhao{at:%Y}", result="wrong_password")
        ErrorEntry.objects.create(at=at, number=f"E-{at:%Y}", method="GET", path="/", kind="X", story="…")
    return tmp_path


def asked() -> list[dict[str, Any]]:
    return list(ProcrastinateJob.objects.filter(task_name="audit.clean_up").values_list("args", flat=True))


@pytest.mark.spec("COM-009", "SYS-006")
def test_the_page_shows_the_effect_asks_for_the_count_and_the_job_archives(visit: Any, logs: Path) -> None:
    admin = staff("ADM", "zhaoliu")
    client = visit(VIEW, CLEAN_UP, EXPORT, user_id=admin.pk)
    assert "还没有归档" in client.text(LIST)
    young = client.post(FORM, {"log": "operations", "before": business_date(now()).isoformat()})
    assert (young.status_code, "日志至少保留 180 天" in words(young)) == (422, True)
    chosen = client.post(FORM, {"log": "operations", "before": BEFORE})
    assert (chosen.status_code, chosen["Location"]) == (303, CONFIRM)

    shown = client.text(CONFIRM)
    for told in (
        "操作日志：3 条写入归档文件，然后删除",
        "同样早的敏感操作 1 条保留",
        "封存的摘要保留",
        "输入 3 以确认",
    ):
        assert told in shown, told
    sent = filled(client, CONFIRM)
    assert client.post(CONFIRM, sent | {"reason": ["满一年"], "typed": ["4"]}).status_code == 422
    assert client.post(CONFIRM, sent | {"reason": [""], "typed": ["3"]}).status_code == 422
    assert asked() == []
    first, second = (client.post(CONFIRM, sent | {"reason": ["满一年"], "typed": ["3"]}) for _press in range(2))
    assert (first.status_code, second.status_code, "已经在排队" in words(second)) == (303, 409, True)
    (args,) = asked()
    assert (args["log"], args["user_id"], args["reason"]) == ("operations", admin.pk, "满一年")
    assert "正在清理" in client.text(LIST)

    assert (clean_up.func(**args), clean_up.func(**args)) == (3, 0)
    row = AuditArchive.objects.get()
    lines = gzip.decompress((logs / "archive" / row.file_name).read_bytes()).decode().splitlines()
    assert [json.loads(line)["reason"] for line in lines] == ["第 0 条", "第 1 条", "第 2 条"]
    assert set(
        AuditEntry.objects.filter(written_at__lt=now() - timedelta(days=300)).values_list("reason", flat=True)
    ) == {"敏感"}
    entry = AuditEntry.objects.get(operation="audit.archive_entries")
    assert (entry.actor_id, entry.reason, entry.changes["entries"]) == (admin.pk, "满一年", [3, 0])
    assert drifts() == []

    assert row.file_name in client.text(LIST)
    taken = client.get(f"{LIST}{row.pk}/file/")
    assert gzip.decompress(b"".join(taken.streaming_content)).decode().count("\n") == 3
    assert AuditEntry.objects.filter(operation="audit.export", subject_label="audit.archives").count() == 1
    (logs / "archive" / row.file_name).unlink()
    assert client.get(f"{LIST}{row.pk}/file/").status_code == 404


@pytest.mark.parametrize("log", ["sign_ins", "errors"])
def test_sign_ins_and_errors_go_by_their_age_too(logs: Path, log: str) -> None:
    count = {"sign_ins": lambda: sign_in_log().count(), "errors": ErrorEntry.objects.count}[log]
    before = {"sign_ins": 2, "errors": 2}[log]
    assert count() == before
    admin = staff("ADM", "zhaoliu")
    at = now()
    assert request_clean_up(log=log, before=at - timedelta(days=200), actor=actor_of(admin), at=at) == 1
    assert clean_up.func(**asked()[0]) == 1
    assert count() == 1
    row = AuditArchive.objects.get()
    assert (row.log, row.entries, row.file_name.startswith(log)) == (log, 1, True)
    assert drifts() == []


def test_only_the_right_opens_it_nothing_is_asked_twice_and_young_entries_stay(visit: Any, logs: Path) -> None:
    reader = visit(VIEW)
    assert [reader.get(path).status_code for path in (FORM, CONFIRM)] == [403, 403]
    assert "清理日志" not in reader.text(LIST)
    at, actor = now(), Actor.system()
    with pytest.raises(Forbidden):
        request_clean_up(log="operations", before=OLD, actor=Actor(2, "甲"), at=at)
    with pytest.raises(TooYoung):
        request_clean_up(log="errors", before=at - timedelta(days=179), actor=actor, at=at)
    request_clean_up(log="errors", before=at - timedelta(days=200), actor=actor, at=at)
    with pytest.raises(AlreadyAsked):
        request_clean_up(log="errors", before=at - timedelta(days=190), actor=actor, at=at)
    assert len(asked()) == 1


def test_a_job_of_somebody_who_lost_the_right_removes_nothing(logs: Path) -> None:
    plain = make_user("norights1")
    args = {"log": "operations", "before": (now() - timedelta(days=200)).isoformat(), "user_id": plain.pk}
    assert clean_up.func(**args) == 0
    assert AuditEntry.objects.filter(result="done").count() == 5
    assert not AuditArchive.objects.exists()


@pytest.mark.spec("SYS-006")
@pytest.mark.parametrize("which", ["young", "sensitive", "unsealed", "beyond", "fewer"])
def test_the_function_of_the_database_takes_only_what_an_archive_accounts_for(logs: Path, which: str) -> None:
    old = list(AuditEntry.objects.filter(reason__startswith="第").values_list("pk", flat=True))
    one = {
        "young": AuditEntry.objects.get(reason="新的").pk, "sensitive": AuditEntry.objects.get(reason="敏感").pk,
        "unsealed": make_entry(written_at=OLD).pk, "beyond": old[2], "fewer": old[2],
    }[which]  # fmt: skip
    if which == "young":
        seal(at=now())
    keys = [*old[:2], one] if which != "fewer" else old[:2]
    last = old[1] if which == "beyond" else max(keys)
    row = AuditArchive.objects.create(at=now(), by_name="x", before=OLD, first_entry_id=old[0], last_entry_id=last,
                                      entries=3, digest="", file_name="x", file_digest="")  # fmt: skip
    count = AuditEntry.objects.count()
    with pytest.raises(DatabaseError, match="does not account for"), transaction.atomic():
        connection.cursor().execute("SELECT audit_clean_up(%s, %s)", [row.pk, keys])
    assert AuditEntry.objects.count() == count


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("SYS-006")
def test_the_role_of_web_and_worker_may_call_the_function_and_nobody_else_may(logs: Path) -> None:
    keys = list(AuditEntry.objects.filter(reason__startswith="第").values_list("pk", flat=True))
    AuditArchive.objects.create(pk=7, at=now(), by_name="x", before=OLD, first_entry_id=keys[0], last_entry_id=keys[-1],
                                entries=3, digest="", file_name="x", file_digest="")  # fmt: skip
    name, other = f"danshu_app_{id(keys) % 10**6}", f"danshu_else_{id(keys) % 10**6}"
    call = "SELECT audit_clean_up(7, %s)"
    with psycopg.connect(server.address(connection.settings_dict["NAME"]), autocommit=True) as owner:
        try:
            for role in (name, other):
                roles.ensure_role(owner, role, "trial")
            assert any(
                "audit_clean_up" in statement for statement in roles.apply_grants(owner, name, {"audit_auditentry"})
            )
            assert not any(
                "function" in statement for statement in roles.apply_grants(owner, name, {"audit_auditentry"})
            )
            owner.execute(f"SET ROLE {other}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for function"):
                owner.execute(call, [keys])
            owner.execute(f"SET ROLE {name}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for table"):
                owner.execute("DELETE FROM audit_auditentry WHERE id = ANY(%s)", [keys])
            row = owner.execute(call, [keys]).fetchone()
            assert row == (3,)
        finally:
            owner.execute("RESET ROLE")
            for role in (name, other):
                owner.execute(f"DROP OWNED BY {role}")
                owner.execute(f"DROP ROLE {role}")
    assert not AuditEntry.objects.filter(pk__in=keys).exists()
