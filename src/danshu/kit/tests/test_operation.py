"""What the operation decorator promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from danshu.audit.models import AuditEntry, IdempotencyKey
from danshu.identity.models import Unit
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.context import current_context
from danshu.kit.errors import Forbidden, KeyReused
from danshu.kit.operation import REGISTRY, Operation, operation
from danshu.kit.permissions import CATALOGUE, permission

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
CODE = "kit_test.rename"


@pytest.fixture
def rename() -> Iterator[Operation]:  # type: ignore[type-arg]
    permission(CODE, "改名", "Rename", level="edit")

    @operation("kit_test.rename_unit", permission=CODE, label=("改名", "Rename"))
    def rename_unit(*, pk: int, name: str, actor: Actor, at: datetime) -> Unit:
        unit = Unit.objects.get(pk=pk)
        old, unit.name = unit.name, name
        unit.save(update_fields=["name"])
        current_context().changed("identity.unit", pk, label=name, changes={"name": (old, name)})
        current_context().effect("renamed", f"{old} -> {name}")
        return unit

    yield rename_unit
    del REGISTRY["kit_test.rename_unit"], CATALOGUE[CODE]


def actor(*codes: str) -> Actor:
    return Actor(user_id=7, name="赵六", grants=dict.fromkeys(codes, EVERYTHING))


def new_unit() -> Unit:
    return Unit.objects.create(code="U1", name="旧名", type="branch", created_at=NOON, updated_at=NOON)


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("INV-U1")
def test_a_change_and_its_audit_row_appear_together(rename: Operation) -> None:  # type: ignore[type-arg]
    unit = new_unit()
    rename(pk=unit.pk, name="新名", actor=actor(CODE), at=NOON)
    entry = AuditEntry.objects.get()
    assert (entry.actor_name, entry.operation, entry.changes) == (
        "赵六", "kit_test.rename_unit", {"name": ["旧名", "新名"]},
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("ACC-023")
def test_a_refused_permission_changes_nothing_and_is_logged(rename: Operation) -> None:  # type: ignore[type-arg]
    unit = new_unit()
    with pytest.raises(Forbidden):
        rename(pk=unit.pk, name="新名", actor=actor(), at=NOON)
    unit.refresh_from_db()
    assert (unit.name, AuditEntry.objects.get().result) == ("旧名", "refused")


@pytest.mark.django_db(transaction=True)
def test_a_dry_run_tells_the_effects_and_leaves_no_trace(rename: Operation) -> None:  # type: ignore[type-arg]
    unit = new_unit()
    outcome = rename.dry_run(pk=unit.pk, name="新名", actor=actor(CODE), at=NOON)
    unit.refresh_from_db()
    assert [e.text for e in outcome.effects] == ["旧名 -> 新名"]
    assert (unit.name, AuditEntry.objects.count()) == ("旧名", 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("COM-013")
def test_one_key_has_one_effect_and_other_input_under_it_is_refused(rename: Operation) -> None:  # type: ignore[type-arg]
    unit = new_unit()
    first = rename.keyed("k1")(pk=unit.pk, name="新名", actor=actor(CODE), at=NOON)
    again = rename.keyed("k1")(pk=unit.pk, name="新名", actor=actor(CODE), at=NOON)
    assert (first.pk, AuditEntry.objects.count()) == (again.pk, 1)
    with pytest.raises(KeyReused):
        rename.keyed("k1")(pk=unit.pk, name="别名", actor=actor(CODE), at=NOON)
    unit.refresh_from_db()
    assert unit.name == "新名"


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("COM-013", "FI-04")
def test_eight_calls_at_once_with_one_key_have_one_effect(rename: Operation) -> None:  # type: ignore[type-arg]
    unit = new_unit()
    barrier = Barrier(8)

    def call() -> None:
        barrier.wait()
        try:
            rename.keyed("k2")(pk=unit.pk, name="新名", actor=actor(CODE), at=NOON)
        finally:
            connection.close()

    threads = [Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (AuditEntry.objects.count(), IdempotencyKey.objects.count()) == (1, 1)
