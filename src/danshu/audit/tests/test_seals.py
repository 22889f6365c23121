"""Whatever is done to the trail behind the product's back, `danshu verify` names it (INV-U2, SYS-006, FI-17)."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from danshu.audit.models import AuditEntry, AuditSeal, AuditSealItem
from danshu.audit.sealing import newest_seal, seal
from danshu.audit.tests.factories import insider, make_entry
from danshu.kit.clock import now
from danshu.kit.verification import CHECKS

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-006")]
LONG_AGO = now() - timedelta(days=2)


def drifts() -> list[str]:
    return [text for check in CHECKS.values() if check.invariant == "INV-U2" for text in check.function()]


def sealed(count: int = 3) -> list[AuditEntry]:
    entries = [make_entry(changes={"quantity": ["2", "3"]}) for _ in range(count)]
    assert seal(at=LONG_AGO) == count
    return entries


def test_a_sealed_trail_is_clean_and_an_empty_minute_makes_no_seal() -> None:
    sealed()
    make_entry()
    assert seal(at=now()) == 1
    assert seal(at=now()) == 0
    assert AuditSeal.objects.count() == 2
    assert drifts() == []


def test_the_database_refuses_to_alter_or_delete_an_entry() -> None:
    entry = make_entry()
    for attempt in (AuditEntry.objects.filter(pk=entry.pk).update, AuditEntry.objects.filter(pk=entry.pk).delete):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            attempt(**({"reason": "x"} if attempt.__name__ == "update" else {}))
    assert AuditEntry.objects.get(pk=entry.pk).reason == ""


@pytest.mark.parametrize("field", ["reason", "actor_name", "changes", "at", "subject_id", "ip_address", "result"])
def test_an_altered_entry_is_found(field: str) -> None:
    _, entry, _ = sealed()
    new = {"changes": {"quantity": ["2", "4"]}, "at": now(), "subject_id": 9, "ip_address": "10.0.0.1"}.get(field, "x")
    with insider():
        AuditEntry.objects.filter(pk=entry.pk).update(**{field: new})
    (found,) = drifts()
    assert f"audit entry {entry.pk} " in found
    assert "altered" in found


def test_a_removed_entry_is_found() -> None:
    _, entry, _ = sealed()
    with insider():
        AuditEntry.objects.filter(pk=entry.pk).delete()
    (found,) = drifts()
    assert f"audit entry {entry.pk}, " in found
    assert "removed" in found


def test_an_entry_removed_together_with_its_item_breaks_the_chain() -> None:
    _, entry, _ = sealed()
    with insider():
        AuditSealItem.objects.filter(entry_id=entry.pk).delete()
        AuditEntry.objects.filter(pk=entry.pk).delete()
    (found,) = drifts()
    assert "does not continue the chain" in found


def test_a_removed_seal_breaks_the_chain() -> None:
    sealed()
    make_entry()
    seal(at=LONG_AGO + timedelta(minutes=1))
    make_entry()
    seal(at=now())
    middle = AuditSeal.objects.order_by("pk")[1]
    with insider():
        AuditSealItem.objects.filter(seal=middle).delete()
        AuditSeal.objects.filter(pk=middle.pk).delete()
    assert any("does not continue the chain" in text for text in drifts())


def test_an_entry_slipped_in_below_sealed_numbers_is_found_before_and_after_it_is_sealed() -> None:
    first, *_ = sealed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('audit_auditentry', 'id'), %s)", [first.pk + 100])
    make_entry()
    seal(at=LONG_AGO + timedelta(minutes=1))
    forged = make_entry(pk=first.pk + 50, written_at=LONG_AGO)
    assert any(f"audit entry {forged.pk}, " in text and "unsealed" in text for text in drifts())

    seal(at=now(), everything=True)
    assert [text for text in drifts() if f"audit entry {forged.pk}, " in text and "added later" in text]


def test_an_entry_with_a_forged_date_is_found() -> None:
    sealed()
    forged = make_entry(written_at=LONG_AGO - timedelta(days=1))
    seal(at=now())
    (found,) = drifts()
    assert f"audit entry {forged.pk}, " in found
    assert "added later" in found


def test_a_cut_tail_is_found_with_the_seal_from_the_log() -> None:
    sealed()
    make_entry()
    seal(at=now())
    known = newest_seal()
    assert known is not None
    with insider():
        AuditSealItem.objects.filter(seal_id=known[0]).delete()
        AuditSeal.objects.filter(pk=known[0]).delete()
    output = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify", "--only", "INV-U2", "--seal", f"{known[0]}:{known[1]}", stdout=output)
    assert end.value.code == 1
    assert "cut or rewritten" in output.getvalue()


def test_entries_of_the_last_hour_with_low_numbers_are_sealed_too() -> None:
    late = make_entry()
    make_entry()
    seal(at=now())
    committed_later = make_entry(pk=late.pk + 1_000)
    make_entry(pk=late.pk + 2_000)
    assert seal(at=now()) == 2
    assert AuditSealItem.objects.filter(entry_id=committed_later.pk).exists()
    assert drifts() == []
