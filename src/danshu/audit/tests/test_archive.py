"""Cleaning up: only old entries, into a file, itself logged, and `verify` still notices every other removal (SYS-005)."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from danshu.audit.errors import NothingToArchive, TooYoung
from danshu.audit.models import AuditArchive, AuditEntry
from danshu.audit.operations.archive_entries import archive_entries
from danshu.audit.sealing import seal
from danshu.audit.tests.factories import insider, make_entry
from danshu.audit.tests.test_seals import drifts
from danshu.host import roles
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import Forbidden
from danshu.testing import server

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-005")]
OLD = now() - timedelta(days=400)


@pytest.fixture
def _old() -> None:
    for number in range(3):
        make_entry(written_at=OLD, at=OLD, reason=f"第 {number} 条")
        if number == 0:
            make_entry(written_at=OLD, operation="parameters.reset_parameter", reason="敏感")
    seal(at=OLD + timedelta(hours=1))
    make_entry(reason="新的")
    seal(at=now())


def archive(folder: Path, days: int = 181) -> AuditArchive:
    at = now()
    return archive_entries(before=at - timedelta(days=days), folder=str(folder), actor=Actor.system(), at=at)


@pytest.mark.usefixtures("_old")
def test_old_entries_go_to_a_file_and_sensitive_and_young_ones_stay(tmp_path: Path) -> None:
    row = archive(tmp_path)
    path = tmp_path / row.file_name
    lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]
    assert [line["reason"] for line in lines] == ["第 0 条", "第 1 条", "第 2 条"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == row.file_digest
    left = AuditEntry.objects.order_by("pk").values_list("reason", "operation")
    assert [reason for reason, _ in left] == ["敏感", "新的", ""]
    assert left[2][1] == "audit.archive_entries"
    assert drifts() == []
    with pytest.raises(NothingToArchive):
        archive(tmp_path)


@pytest.mark.usefixtures("_old")
def test_a_removal_in_the_archived_range_is_still_found(tmp_path: Path) -> None:
    archive(tmp_path)
    with insider():
        AuditEntry.objects.filter(reason="敏感").delete()
    assert any("does not account for exactly" in text for text in drifts())


@pytest.mark.usefixtures("_old")
def test_younger_entries_are_refused_and_nothing_is_removed(tmp_path: Path) -> None:
    with pytest.raises(TooYoung):
        archive(tmp_path, days=179)
    with pytest.raises(CommandError, match="180"):
        call_command("archive_log", "--before", (now() - timedelta(days=10)).date().isoformat(), "--folder", tmp_path)
    with pytest.raises(Forbidden):
        archive_entries(before=OLD, folder=str(tmp_path), actor=Actor(2, "甲"), at=now())
    assert AuditEntry.objects.filter(result="done").count() == 5
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("_old")
def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    output = io.StringIO()
    call_command("archive_log", "--folder", tmp_path, stdout=output)
    assert "3 entries" in output.getvalue()


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("SYS-006")
def test_the_role_of_web_and_worker_may_neither_alter_nor_delete_nor_lift_the_trigger() -> None:
    make_entry()
    name, address = f"danshu_trial_{id(connection) % 10**6}", server.address(connection.settings_dict["NAME"])
    with psycopg.connect(address, autocommit=True) as owner:
        roles.ensure_role(owner, name, "trial")
        try:
            roles.apply_grants(owner, name, {"audit_auditentry", "audit_auditseal", "audit_auditsealitem"})
            owner.execute(f"SET ROLE {name}")
            for statement in ("UPDATE audit_auditentry SET reason = 'x'", "DELETE FROM audit_auditentry",
                              "TRUNCATE audit_auditentry", "ALTER TABLE audit_auditentry DISABLE TRIGGER ALL",
                              "SET session_replication_role = replica", "DROP TABLE audit_auditsealitem"):  # fmt: skip
                owner.execute("SELECT set_config('pgtrigger.ignore', '{pgtrigger_append_only_6cfb3}', false)")
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    owner.execute(statement)
        finally:
            owner.execute("RESET ROLE")
            owner.execute(f"DROP OWNED BY {name}")
            owner.execute(f"DROP ROLE {name}")
    assert AuditEntry.objects.get().reason == ""
