"""The engine of claims: all or none, partly used, never beyond their moment (bone 5, INV-H2, INV-S2).

Stock is the resource here, as it is the keeper that exists; the engine knows nothing of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from danshu.audit.models import AuditEntry
from danshu.holds import engine
from danshu.holds.keeping import NotEnough, NotHeld, Want
from danshu.holds.models import Claim
from danshu.holds.operations.expire_claims import expire_claims
from danshu.holds.queries import claims_of, live_claims
from danshu.holds.tests.resource import KIND, claim, inside_operation, resource, source, used, want
from danshu.kit.actor import Actor
from danshu.kit.verification import CHECKS
from danshu.outbox.models import OutboxEvent

pytestmark = pytest.mark.django_db


def soon() -> datetime:
    return timezone.now() + timedelta(hours=1)


def pass_by(*claims: Claim) -> None:
    """Let the moment of claims pass: their expiry moves into the past, which only a test may do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE holds_claim SET expires_at = now() - interval '1 second' WHERE id = ANY(%s)",
            [[c.pk for c in claims]],
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def take(*wants: Want, expires_at: datetime | None = None, add: bool = False) -> None:
    with inside_operation() as context:
        engine.take(KIND, wants, at=context.at, expires_at=expires_at, add=add)


def test_taking_counts_and_remembers_who_holds_what() -> None:
    row = resource(10)
    take(want(row, 3, 1), want(row, 2, 2))
    assert used(row) == Decimal(5)
    assert [(c.source, c.open, c.state) for c in live_claims(KIND, [row.pk])] == [
        (source(1), Decimal(3), "kept"),
        (source(2), Decimal(2), "kept"),
    ]


def test_all_is_taken_or_nothing_and_every_gap_is_named() -> None:
    rich, poor, empty = resource(10), resource(2), resource(0)
    with pytest.raises(NotEnough) as refused:
        take(want(rich, 5, 1), want(poor, 3, 1), want(empty, 1, 1))
    gaps = {gap.resource: (gap.wanted, gap.free) for gap in refused.value.gaps}
    assert gaps == {
        (poor.warehouse_id, poor.item_id): (Decimal(3), Decimal(2)),
        (empty.warehouse_id, empty.item_id): (Decimal(1), Decimal(0)),
    }
    assert [used(row) for row in (rich, poor, empty)] == [0, 0, 0]
    assert not Claim.objects.exists()


def test_a_resource_that_does_not_exist_has_nothing_free() -> None:
    row = resource(5)
    with pytest.raises(NotEnough) as refused:
        take(Want((row.warehouse_id, 999_999), Decimal(1), source(1)))
    assert refused.value.gaps[0].free == 0


def test_two_lines_of_one_resource_are_added_up() -> None:
    row = resource(5)
    with pytest.raises(NotEnough) as refused:
        take(want(row, 3, 1), want(row, 3, 2))
    assert (refused.value.gaps[0].wanted, refused.value.gaps[0].free) == (Decimal(6), Decimal(5))
    assert used(row) == 0


def test_a_document_holds_a_resource_once_unless_its_claim_shall_grow() -> None:
    row = resource(10)
    take(want(row, 3, 1))
    with pytest.raises(IntegrityError, match="claim_live_once"):
        take(want(row, 3, 1))
    take(want(row, 2, 1), add=True)
    assert (used(row), Claim.objects.get().quantity) == (Decimal(5), Decimal(5))


@pytest.mark.parametrize("quantity", [0, -1])
def test_nobody_takes_nothing_or_less(quantity: int) -> None:
    row = resource(10)
    with pytest.raises(ValueError, match="positive"):
        take(want(row, quantity, 1))


def test_claims_change_inside_operations_only() -> None:
    with pytest.raises(RuntimeError, match="operation"):
        engine.take(KIND, [want(resource(1), 1, 1)], at=timezone.now())


def test_releasing_gives_back_what_was_not_used() -> None:
    row = resource(10)
    take(want(row, 6, 1))
    with inside_operation() as context:
        engine.convert(KIND, [want(row, 2, 1)], at=context.at)
        ended = engine.release(KIND, [source(1), source(99)], at=context.at)
        again = engine.release(KIND, [source(1)], at=context.at)
    assert [(e.source, e.quantity) for e in ended] == [(source(1), Decimal(4))]
    assert again == []
    kept = Claim.objects.get()
    assert (used(row), kept.state, kept.converted) == (Decimal(0), "released", Decimal(2))


def test_a_claim_is_used_in_parts_and_then_done() -> None:
    row = resource(10)
    take(want(row, 5, 1))
    with inside_operation() as context:
        assert engine.convert(KIND, [want(row, 2, 1)], at=context.at) == []
        assert Claim.objects.get().state == "kept"
        assert engine.convert(KIND, [want(row, 3, 1)], at=context.at) == []
    done = Claim.objects.get()
    assert (used(row), done.state, done.converted, done.ended_at is not None) == (0, "converted", Decimal(5), True)


def test_nobody_uses_more_than_he_holds() -> None:
    row, other = resource(10), resource(10)
    take(want(row, 5, 1), want(other, 5, 1))
    with inside_operation() as context, pytest.raises(NotHeld) as refused:
        engine.convert(KIND, [want(other, 1, 1), want(row, 6, 1), want(row, 1, 2)], at=context.at)
    assert [(g.wanted, g.free) for g in sorted(refused.value.gaps, key=lambda g: g.wanted)] == [(1, 0), (6, 5)]
    assert [used(row), used(other)] == [5, 5]
    with inside_operation() as context:
        gaps = engine.convert(KIND, [want(row, 6, 1)], at=context.at, allow_less=True)
    assert (gaps[0].free, used(row)) == (Decimal(5), Decimal(0))


# ---- moments --------------------------------------------------------------------------------------------------------
def test_a_claim_past_its_moment_is_free_for_the_next_taker_without_the_sweeper() -> None:
    row = resource(10)
    take(want(row, 9, 1), expires_at=soon())
    with pytest.raises(NotEnough):
        take(want(row, 5, 2))
    pass_by(claim(1))

    take(want(row, 5, 2))

    assert (used(row), claim(1).state, claim(2).state) == (Decimal(5), "expired", "kept")
    assert OutboxEvent.objects.filter(name="holds.claim_lapsed", aggregate=str(source(1))).count() == 1
    assert AuditEntry.objects.filter(subject_id=source(1).pk, action="holds.expire_claims").count() == 1


def test_a_line_whose_claim_passed_its_moment_may_take_again() -> None:
    row = resource(10)
    take(want(row, 2, 1), expires_at=soon())
    pass_by(claim(1))
    take(want(row, 3, 1))
    assert used(row) == Decimal(3)
    assert sorted(Claim.objects.values_list("state", flat=True)) == ["expired", "kept"]


def test_what_lapsed_stays_freed_when_even_that_does_not_suffice() -> None:
    """The caller's operation fails then and takes everything back; but nothing may be half done before that."""
    row = resource(10)
    take(want(row, 4, 1), want(row, 4, 2), expires_at=soon())
    pass_by(claim(1))
    with inside_operation() as context, pytest.raises(NotEnough) as refused:
        engine.take(KIND, [want(row, 7, 3)], at=context.at)
    assert refused.value.gaps[0].free == Decimal(6)
    assert (used(row), claim(1).state) == (Decimal(4), "expired")


def test_a_claim_past_its_moment_is_neither_used_nor_kept_nor_extended() -> None:
    row = resource(10)
    take(want(row, 4, 1), expires_at=soon())
    pass_by(claim(1))
    with inside_operation() as context:
        with pytest.raises(NotHeld):
            engine.convert(KIND, [want(row, 1, 1)], at=context.at)
        assert engine.keep(KIND, [source(1)], at=context.at) == set()
        assert engine.extend(KIND, [source(1)], until=soon(), at=context.at) == set()
    assert claim(1).state == "held"


def test_the_moment_is_judged_by_the_later_of_the_two_clocks() -> None:
    row = resource(10)
    take(want(row, 9, 1), expires_at=soon())
    with inside_operation(timezone.now() + timedelta(hours=2)) as context:
        engine.take(KIND, [want(row, 5, 2)], at=context.at)
    assert claim(1).state == "expired"


def test_a_kept_claim_has_no_moment() -> None:
    row = resource(10)
    take(want(row, 4, 1), expires_at=soon())
    with inside_operation() as context:
        assert engine.keep(KIND, [source(1), source(2)], at=context.at) == {source(1)}
        assert engine.keep(KIND, [source(1)], at=context.at) == {source(1)}
    with inside_operation(timezone.now() + timedelta(days=400)) as context, pytest.raises(NotEnough):
        engine.take(KIND, [want(row, 7, 2)], at=context.at)
    assert (claim(1).state, claim(1).expires_at) == ("kept", None)


def test_an_expiry_moves_only_in_the_holders_favour() -> None:
    row, moment = resource(10), soon()
    take(want(row, 4, 1), expires_at=moment)
    later = moment + timedelta(days=1)
    with inside_operation() as context:
        assert engine.extend(KIND, [source(1)], until=later, at=context.at) == {source(1)}
        assert engine.extend(KIND, [source(1)], until=moment, at=context.at) == {source(1)}
    assert claim(1).expires_at == later
    with pytest.raises(Error, match="favour"), transaction.atomic():
        Claim.objects.update(expires_at=moment)


def test_the_sweeper_gives_up_what_is_due_and_nothing_else() -> None:
    row, other = resource(10), resource(10)
    take(want(row, 4, 1), want(other, 2, 1), want(other, 3, 2), expires_at=soon())
    take(want(row, 1, 3))
    pass_by(*Claim.objects.filter(source_id=source(1).pk))

    first = expire_claims(actor=Actor.system(), at=timezone.now())
    second = expire_claims(actor=Actor.system(), at=timezone.now())

    assert (first, second) == (2, 0)
    assert [used(row), used(other)] == [1, 3]
    assert OutboxEvent.objects.filter(name="holds.claim_lapsed").count() == 2


# ---- the database refuses -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        "state = 'held', ended_at = NULL",
        "state = 'kept', ended_at = NULL",
        "converted = 5",
        "quantity = 0",
        "ended_at = NULL",
    ],
)
def test_final_is_final_and_facts_fit_the_state(change: str) -> None:
    row = resource(10)
    take(want(row, 4, 1))
    with inside_operation() as context:
        engine.release(KIND, [source(1)], at=context.at)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE holds_claim SET {change}")


def test_claims_are_never_deleted() -> None:
    take(want(resource(10), 4, 1))
    with pytest.raises(Error), transaction.atomic():
        Claim.objects.all().delete()


# ---- cost and drift -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("lines", [1, 30])
def test_the_number_of_statements_does_not_depend_on_the_number_of_lines(lines: int) -> None:
    rows = [resource(10) for _ in range(lines)]
    counts = []
    with inside_operation() as context:
        for step in (
            lambda: engine.take(KIND, [want(row, 3, 1) for row in rows], at=context.at),
            lambda: engine.convert(KIND, [want(row, 1, 1) for row in rows], at=context.at),
            lambda: engine.extend(KIND, [source(1)], until=soon(), at=context.at),
            lambda: engine.keep(KIND, [source(1)], at=context.at),
            lambda: engine.release(KIND, [source(1)], at=context.at),
        ):
            with CaptureQueriesContext(connection) as queries:
                step()
            counts.append(len(queries))
        with CaptureQueriesContext(connection) as refused, pytest.raises(NotEnough):
            engine.take(KIND, [want(row, 30, 2) for row in rows], at=context.at)
    assert counts == [1, 1, 1, 1, 1]
    assert len(refused) == 2


def test_documents_are_asked_for_what_they_hold() -> None:
    row = resource(10)
    take(want(row, 4, 1), want(row, 1, 2))
    assert [c.open for c in claims_of(KIND, [source(1)])] == [Decimal(4)]
    assert claims_of(KIND, []) == []


def test_verify_names_a_resource_whose_count_is_not_the_sum_of_its_claims() -> None:
    row, other = resource(10), resource(10)
    take(want(row, 4, 1), want(other, 1, 1))
    check = CHECKS["holds.used_is_sum_of_claims"].function
    assert list(check()) == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_stockbalance SET reserved = 5 WHERE id = %s", [row.pk])
    assert list(check()) == [f"{KIND}:{row.pk}: reserved 5.000, live claims hold 4.000"]


def test_verify_names_a_claim_of_a_document_that_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from danshu.kit import sources

    take(want(resource(10), 4, 1), want(resource(10), 4, 2))
    labels = {source(1).pk: sources.SourceLabel("SO-1"), source(2).pk: sources.SourceLabel("SO-2", is_live=False)}
    monkeypatch.setitem(sources._DESCRIBERS, source(1).kind, lambda pks: labels)
    found = list(CHECKS["holds.claims_have_live_documents"].function())
    assert len(found) == 1
    assert f"held for {source(2)}, which has ended" in found[0]
