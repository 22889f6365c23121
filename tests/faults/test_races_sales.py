"""FI-05 for orders: one decision per order, one effect per key, one winner per version; each with its negative control."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from danshu.kit.errors import DomainError, EditConflict, IllegalTransition, StaleState
from danshu.kit.verification import CHECKS
from danshu.ledger.models import Journal
from danshu.sales import loading
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.operations.edit_order import edit_order
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.operations.reject_order import reject_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.tests.world import NOON, World, build_world, line
from tests.faults.racing import Result, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def world() -> World:
    return build_world()


def drifts() -> list[str]:
    checks = [
        c for code, c in CHECKS.items() if code.startswith(("sales.", "inventory.", "holds.", "billing.", "ledger."))
    ]
    return [text for check in checks for text in check.function()]


def approve(world: World, order: Order, **seen: object) -> str:
    approve_order(
        order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"], actor=world.reviewer, at=NOON,
        **seen,  # type: ignore[arg-type]
    )  # fmt: skip
    return "approved"


def cancel(world: World, order: Order) -> str:
    cancel_order(order_id=order.pk, reason="客户取消", seen_status="awaiting_review", actor=world.reviewer, at=NOON)
    return "cancelled"


@pytest.fixture
def _without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The switch that only tests can set: orders are read without their lock."""
    monkeypatch.setattr(loading, "lock", lambda rows: rows.order_by("pk"))


@pytest.fixture
def _without_trigger() -> None:
    """The table's own refusal of impossible steps, taken away; the database is thrown away after the test."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sales_order DISABLE TRIGGER USER")


# ---- one decision ---------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-012", "ORD-033", "CC-11")
def test_approving_against_cancelling_ends_in_one_of_the_two_and_everything_agrees(world: World) -> None:
    for _round in range(5):
        order = world.order()

        def decide(client: int, order: Order = order) -> str:
            return approve(world, order, seen_status="awaiting_review") if client else cancel(world, order)

        result = race(2, decide)
        order.refresh_from_db()
        assert result.count("approved") + result.count("cancelled") == 1
        assert result.count(StaleState) == 1
        assert order.status in ("approved", "cancelled")
        if order.status == "approved":
            cancel_order(order_id=order.pk, reason="清场", actor=world.reviewer, at=NOON)
    assert world.stock(world.soap) == (Decimal(100), Decimal(0))
    assert drifts() == []


@pytest.mark.spec("ORD-019", "INV-S2")
def test_of_ten_reviewers_pressing_at_once_one_approves_and_the_amount_is_owed_once(world: World) -> None:
    order = world.order()
    result = race(10, lambda _client: approve(world, order, version=order.version))
    assert result.count("approved") == 1
    assert result.count(EditConflict) == 9
    assert Journal.objects.count() == 1
    assert world.stock(world.soap) == (Decimal(100), Decimal(2))
    assert drifts() == []


@pytest.mark.usefixtures("_without_lock")
def test_negative_control_without_the_lock_reviewers_do_not_get_the_clean_answer(world: World) -> None:
    """The claims' own guard may still stop the second one; but no longer as the decision that had been made."""
    for _round in range(8):
        order = world.order()
        result = race(8, lambda _client: approve(world, order, version=order.version))  # noqa: B023
        losers = [o for o in result.outcomes if isinstance(o, BaseException)]
        if any(not isinstance(o, EditConflict) for o in losers) or result.count("approved") > 1:
            return
    pytest.fail("without the lock every loser still saw the conflict: the test proves nothing")


@pytest.mark.spec("ORD-019")
def test_approving_against_rejecting_ends_in_one_of_the_two(world: World) -> None:
    order = world.order()

    def decide(client: int) -> str:
        if client % 2:
            return approve(world, order)
        reject_order(order_id=order.pk, reason="价格不对", actor=world.reviewer, at=NOON)
        return "rejected"

    result = race(8, decide)
    assert result.count("approved") + result.count("rejected") == 1
    assert result.count(IllegalTransition) == 7
    order.refresh_from_db()
    assert world.stock(world.soap)[1] == (2 if order.status == "approved" else 0)


# ---- one effect per press -------------------------------------------------------------------------------------------
@pytest.mark.spec("COM-013", "FI-04")
def test_submit_pressed_five_times_makes_one_order_and_takes_one_number(world: World) -> None:
    make = create_order.keyed("page-1")
    result = race(5, lambda _c: make(entry=world.entry(), submit=True, actor=world.clerk, at=NOON).number)
    assert result.count(Order.objects.get().number) == 5
    follow = world.order()
    assert int(follow.number[-4:]) == int(Order.objects.order_by("pk").first().number[-4:]) + 1  # type: ignore[union-attr]


def test_negative_control_without_the_key_five_presses_make_five_orders(world: World) -> None:
    race(5, lambda _c: create_order(entry=world.entry(), submit=True, actor=world.clerk, at=NOON))
    assert Order.objects.count() == 5


@pytest.mark.spec("ORD-009", "COM-013")
def test_submitting_one_draft_many_times_submits_it_once(world: World) -> None:
    draft = world.order(submit=False)

    def submit(_client: int) -> str:
        submit_order(order_id=draft.pk, seen_status="draft", actor=world.clerk, at=NOON)
        return "submitted"

    result = race(8, submit)
    assert (result.count("submitted"), result.count(StaleState)) == (1, 7)


# ---- one winner per version -----------------------------------------------------------------------------------------
def edited(world: World, order: Order, seen: int) -> Callable[[int], str]:
    def edit(client: int) -> str:
        entry = world.entry(line(world.soap, client + 1), remark=str(client))
        edit_order(order_id=order.pk, entry=entry, version=seen, actor=world.clerk, at=NOON)
        return "saved"

    return edit


@pytest.mark.spec("COM-012", "ORD-014")
def test_of_ten_editors_who_saw_the_same_page_one_saves_and_lines_belong_to_his_head(world: World) -> None:
    order = world.order(submit=False)
    result = race(10, edited(world, order, order.version))
    assert (result.count("saved"), result.count(EditConflict)) == (1, 9)
    order.refresh_from_db()
    kept = order.lines.get()
    assert (str(kept.quantity.normalize()), order.version) == (str(Decimal(int(order.remark) + 1).normalize()), 2)
    assert drifts() == []


@pytest.mark.usefixtures("_without_lock")
def test_negative_control_without_the_lock_editors_overwrite_each_other(world: World) -> None:
    for _round in range(8):
        order = world.order(submit=False)
        result = race(8, edited(world, order, order.version))
        if result.count("saved") != 1 or any(
            isinstance(o, BaseException) and not isinstance(o, EditConflict) for o in result.outcomes
        ):
            return
    pytest.fail("without the lock exactly one still saved: the test proves nothing")


@pytest.mark.spec("ORD-014", "ORD-019")
def test_what_is_approved_is_what_the_reviewer_saw(world: World) -> None:
    """An edit that comes first makes the approval of the seen version a conflict, never an approval of the new one."""
    for _round in range(5):
        order = world.order(line(world.soap, 1))
        seen = order.version

        def act(client: int, order: Order = order, seen: int = seen) -> str:
            if client:
                return approve(world, order, version=seen)
            entry = world.entry(line(world.soap, 50))
            edit_order(order_id=order.pk, entry=entry, version=seen, actor=world.clerk, at=NOON)
            return "edited"

        result: Result = race(2, act)
        order.refresh_from_db()
        assert not (order.status == "approved" and order.lines.get().quantity != 1)
        assert result.count(DomainError) == 1
        if order.status == "approved":
            cancel_order(order_id=order.pk, reason="清场", actor=world.reviewer, at=NOON)
    assert drifts() == []


# ---- counted --------------------------------------------------------------------------------------------------------
@pytest.mark.spec("ORD-032")
def test_exceptions_recorded_at_once_are_all_counted(world: World) -> None:
    order = world.approved()
    race(12, lambda _c: record_exception(
        order_id=order.pk, exception_type="other", description="异常", actor=world.reviewer, at=NOON))  # fmt: skip
    order.refresh_from_db()
    assert (order.open_exceptions, order.exceptions.count()) == (12, 12)
    assert drifts() == []


@pytest.mark.usefixtures("_without_lock")
def test_negative_control_without_the_lock_exceptions_are_miscounted(world: World) -> None:
    for _round in range(5):
        order = world.approved(line(world.paper, 1))
        race(12, lambda _c: record_exception(
            order_id=order.pk, exception_type="other", description="异常", actor=world.reviewer, at=NOON))  # noqa: B023  # fmt: skip
        order.refresh_from_db()
        if order.open_exceptions != order.exceptions.count():
            return
    pytest.fail("without the lock nothing was lost: the test proves nothing")


@pytest.mark.usefixtures("_without_trigger")
def test_negative_control_without_the_trigger_an_impossible_step_is_stored(world: World) -> None:
    order = world.order()
    cancel(world, order)
    assert Order.objects.filter(pk=order.pk).update(status="draft", cancelled_at=None) == 1


def test_the_table_refuses_impossible_steps_of_raw_sql(world: World) -> None:
    order = world.order()
    cancel(world, order)
    with pytest.raises(Exception, match=r"."), connection.cursor() as cursor:
        cursor.execute("UPDATE sales_order SET status = 'draft', cancelled_at = NULL WHERE id = %s", [order.pk])
    order.refresh_from_db()
    assert order.status == "cancelled"
