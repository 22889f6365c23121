"""FI-05 for payments and refunds: many at once, exactly the allowed winners; with negative controls."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from danshu.billing import filing, loading
from danshu.billing.models import Match, MatchLine, Receipt, Refund
from danshu.billing.operations import credit_notified_payment as crediting
from danshu.billing.operations import match_receipt as matching
from danshu.billing.operations.decide_refund import decide_refund
from danshu.billing.operations.execute_refund import execute_refund
from danshu.billing.operations.match_receipt import AlreadyPaid, NotPayable, OverMatched, match_receipt
from danshu.billing.operations.request_refund import OverRefunded, request_refund
from danshu.billing.operations.request_return import request_return
from danshu.billing.tests.factories import (
    TOTAL,
    amounts,
    approved,
    drifts,
    money_of,
    paid,
    problems,
    received,
    requested,
    told,
)
from danshu.kit.errors import DomainError, IllegalTransition, StaleState
from danshu.ledger.models import Journal
from danshu.notices.models import Notice
from danshu.sales import loading as loading_of_orders
from danshu.sales.jobs import cancel_unpaid_orders
from danshu.sales.models import Order
from danshu.sales.operations.cancel_order import PaidOrder, cancel_order
from danshu.sales.tests.world import NOON, World, build_world, line
from tests.faults.racing import Result, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TRIES = 5
CLIENTS = 12


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


def unlocked(monkeypatch: pytest.MonkeyPatch, *places: tuple[Any, str]) -> None:
    """Take the row locks away: what a careless author would write."""
    for place, name in (*places, (loading_of_orders, "lock")):
        monkeypatch.setattr(place, name, lambda rows: rows.order_by("pk"))


def no_surprises(result: Result) -> None:
    """Every loser was refused in words; nobody met a bug of ours."""
    strange = [o for o in result.outcomes if isinstance(o, BaseException) and not isinstance(o, DomainError)]
    assert not strange, strange


# ---- the same notice, twenty times ----------------------------------------------------------------------------------
@pytest.mark.spec("FIN-002", "COM-013", "INV-M3", "FI-18")
def test_the_same_notice_twenty_times_at_once_is_credited_once(world: World) -> None:
    order = world.approved()
    result = race(20, lambda _client: told(world, order.number).receipt.pk)
    assert (len(set(result.outcomes)), Receipt.objects.count(), Match.objects.count()) == (1, 1, 1)
    assert (money_of(order), problems()) == ((TOTAL, Decimal(0), "paid"), [])
    assert Notice.objects.filter(kind="billing.credited").count() == 1
    assert drifts() == []


def test_negative_control_without_slot_and_unique_key_it_is_credited_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.approved()
    monkeypatch.setattr(crediting, "lock_slot", lambda *parts: None)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX receipt_channel_transaction")
    race(20, lambda _client: told(world, order.number))
    assert Receipt.objects.count() > 1, "without the guards nothing was recorded twice: the test proves nothing"


@pytest.mark.spec("FIN-005", "FI-18")
def test_two_different_payments_of_one_order_at_once_credit_one_and_list_the_other(world: World) -> None:
    order = world.approved()
    result = race(CLIENTS, lambda client: told(world, order.number, transaction=f"T{client}"))
    no_surprises(result)
    assert (money_of(order), problems()) == ((TOTAL, Decimal(0), "paid"), ["paid_twice"] * (CLIENTS - 1))
    assert Receipt.objects.count() == CLIENTS
    assert drifts() == []


# ---- one receipt, two orders ----------------------------------------------------------------------------------------
def _match_each(world: World, receipt: Receipt, orders: list[Order]) -> Result:
    def match(client: int) -> str:
        match_receipt(
            receipt_id=receipt.pk, amounts={orders[client].pk: Decimal("85.00")}, actor=world.finance, at=NOON
        )
        return "matched"

    return race(len(orders), match)


@pytest.mark.spec("FIN-007", "INV-M5")
def test_a_receipt_matched_to_many_orders_at_once_is_given_out_once(world: World) -> None:
    orders = [world.approved(line(world.soap, 2)) for _ in range(8)]
    receipt = received(world, "170.00")
    result = _match_each(world, receipt, orders)
    assert (result.count("matched"), result.count(OverMatched)) == (2, 6)
    assert amounts(receipt) == (Decimal("170.00"), Decimal(0), Decimal(0), "matched")
    assert sorted(money_of(order)[2] for order in orders) == ["paid"] * 2 + ["unpaid"] * 6
    assert drifts() == []


def test_negative_control_without_lock_and_check_it_is_given_out_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [world.approved(line(world.soap, 2)) for _ in range(8)]
    receipt = received(world, "170.00")
    unlocked(monkeypatch, (matching, "lock"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE billing_receipt DROP CONSTRAINT receipt_matched_within_amount")
    _match_each(world, receipt, orders)
    assert Match.objects.count() > 2, "without the guards nothing was given out twice: the test proves nothing"
    assert any("billing.matched_amount" in text for text in drifts())


def _match_line_of(world: World, order: Order) -> Result:
    receipts = [received(world, "85.00") for _ in range(CLIENTS)]
    row = order.lines.get(position=1)

    def match(client: int) -> str:
        match_receipt(
            receipt_id=receipts[client].pk, amounts={order.pk: row.amount}, line_amounts={order.pk: {row.pk: row.amount}},
            actor=world.finance, at=NOON,
        )  # fmt: skip
        return "matched"

    return race(CLIENTS, match)


@pytest.mark.spec("FIN-007", "INV-M5")
def test_a_line_matched_by_many_receipts_at_once_is_paid_once(world: World) -> None:
    order = world.approved(line(world.soap, 2), line(world.paper, 20))
    result = _match_line_of(world, order)
    no_surprises(result)
    assert (result.count("matched"), MatchLine.objects.count(), money_of(order)[0]) == (1, 1, Decimal("85.00"))
    assert drifts() == []


def test_negative_control_without_the_lock_a_line_is_paid_more_than_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.approved(line(world.soap, 2), line(world.paper, 20))
    monkeypatch.setattr("danshu.sales.loading.lock", lambda rows: rows.order_by("pk"))
    _match_line_of(world, order)
    assert MatchLine.objects.count() > 1, "without the lock nothing was paid twice: the test proves nothing"
    assert any("billing.match_lines" in text for text in drifts())


def test_without_any_code_the_check_alone_still_keeps_the_receipt_whole(world: World) -> None:
    receipt = received(world, "100.00")
    with connection.cursor() as cursor, pytest.raises(Exception, match="receipt_matched_within_amount"):
        cursor.execute("UPDATE billing_receipt SET matched_amount = 100.01 WHERE id = %s", [receipt.pk])


@pytest.mark.spec("FIN-002", "FIN-007")
def test_one_order_paid_by_many_at_once_is_paid_once(world: World) -> None:
    order = world.approved()

    def pay(client: int) -> object:
        return paid(World(**vars(world)), Order.objects.get(pk=order.pk), reference=f"LS-{client}").pk

    result = race(CLIENTS, pay)
    assert (result.count(int), result.count(AlreadyPaid)) == (1, CLIENTS - 1)
    assert (money_of(order), Receipt.objects.count()) == ((TOTAL, Decimal(0), "paid"), 1)
    assert drifts() == []


# ---- refunds --------------------------------------------------------------------------------------------------------
def _ask(world: World, order: Order, clients: int = CLIENTS) -> Result:
    def ask(_client: int) -> str:
        request_refund(order_id=order.pk, amount=Decimal("100.00"), reason="退货", actor=world.clerk, at=NOON)
        return "asked"

    return race(clients, ask)


@pytest.mark.spec("FIN-012", "INV-M5")
def test_parallel_applications_never_exceed_what_was_paid(world: World) -> None:
    order = world.approved()
    paid(world, order)
    result = _ask(world, order)
    assert (result.count("asked"), result.count(OverRefunded)) == (2, CLIENTS - 2)
    assert (Refund.objects.count(), money_of(order)[2]) == (2, "refund_running")
    assert drifts() == []


def test_negative_control_without_the_orders_lock_too_much_is_asked_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.approved()
    paid(world, order)
    unlocked(monkeypatch)
    monkeypatch.setattr(filing, "settle", lambda *args, **kwargs: None)
    _ask(world, order)
    assert Refund.objects.count() > 2, "without the lock not too much was asked for: the test proves nothing"
    assert any("billing.refunds_within_paid" in text for text in drifts())


@pytest.mark.spec("FIN-013")
def test_a_refund_approved_by_many_at_once_is_decided_once(world: World) -> None:
    order = world.approved()
    paid(world, order)
    refund = requested(world, order, "25.40")

    def decide(client: int) -> str:
        approve = client % 2 == 0
        decide_refund(
            refund_id=refund.pk, approve=approve, reason="" if approve else "不同意", actor=world.service_desk, at=NOON
        )
        return "approved" if approve else "refused"

    result = race(CLIENTS, decide)
    refund.refresh_from_db()
    assert (result.count(str), result.count(IllegalTransition) + result.count(StaleState)) == (1, CLIENTS - 1)
    assert result.count(refund.status) == 1
    assert Notice.objects.filter(kind__startswith="billing.refund_").count() == 1


def test_negative_control_without_lock_and_trigger_a_refund_is_decided_more_than_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.approved()
    paid(world, order)
    refunds = [requested(world, order, "1.00") for _ in range(TRIES)]
    unlocked(monkeypatch, (loading, "lock"))
    monkeypatch.setattr(loading, "settle", lambda *args, **kwargs: None)

    def decide(refund: Refund) -> str:
        decide_refund(refund_id=refund.pk, approve=True, actor=world.service_desk, at=NOON)
        return "approved"

    # on a busy machine one client may be done before the next begins
    twice = any(race(CLIENTS, lambda _c, each=refund: decide(each)).count("approved") > 1 for refund in refunds)
    assert twice, "nothing was decided twice: the test proves nothing"


@pytest.mark.spec("FIN-013", "COM-013")
def test_a_refund_executed_by_many_at_once_pays_once(world: World) -> None:
    order = world.approved()
    paid(world, order)
    refund = approved(world, requested(world, order, "25.40"))
    result = race(CLIENTS, lambda _c: execute_refund(refund_id=refund.pk, actor=world.finance, at=NOON).status)
    assert result.count("done") == CLIENTS
    assert Journal.objects.filter(source_kind="billing.refund").count() == 1
    assert (money_of(order), drifts()) == ((TOTAL, Decimal("25.40"), "partly_refunded"), [])


@pytest.mark.spec("FIN-012", "FIN-007")
def test_returning_and_matching_the_same_money_at_once_lets_one_of_them_win(world: World) -> None:
    order, receipt = world.approved(), received(world, TOTAL)

    def act(client: int) -> str:
        if client % 2:
            match_receipt(receipt_id=receipt.pk, amounts={order.pk: TOTAL}, actor=world.finance, at=NOON)
            return "matched"
        request_return(receipt_id=receipt.pk, amount=TOTAL, reason="付错", actor=world.finance, at=NOON)
        return "returning"

    result = race(CLIENTS, act)
    no_surprises(result)
    receipt.refresh_from_db()
    assert result.count(str) == 1
    assert receipt.matched_amount + receipt.returning_amount == TOTAL
    assert drifts() == []


# ---- pay against cancel ---------------------------------------------------------------------------------------------
@pytest.mark.spec("FIN-002", "ORD-033")
def test_paying_against_cancelling_leaves_a_paid_order_or_a_cancelled_one_never_both(world: World) -> None:
    orders = [world.approved(line(world.soap, 1)) for _ in range(6)]

    def act(client: int) -> str:
        order = orders[client // 2]
        if client % 2:
            cancel_order(order_id=order.pk, reason="客户不要了", actor=world.reviewer, at=NOON)
            return "cancelled"
        paid(world, Order.objects.get(pk=order.pk), "42.50")
        return "paid"

    result = race(12, act)
    no_surprises(result)
    assert result.count(str) == 6
    assert result.count(NotPayable) + result.count(PaidOrder) == 6
    for order in orders:
        money = money_of(order)
        assert (order.status, money[2]) in {("approved", "paid"), ("cancelled", "unpaid")}
    assert drifts() == []


@pytest.mark.spec("FIN-005", "ORD-033")
def test_notices_against_the_automatic_cancellation_lose_no_money(world: World) -> None:
    orders = [world.approved(line(world.soap, 1)) for _ in range(6)]
    Order.objects.update(channel="shop")
    late = NOON + timedelta(hours=25)

    def act(client: int) -> str:
        if client % 2:
            cancel_unpaid_orders(at=late)
            return "cancelled"
        told(world, orders[client // 2].number, "42.50", transaction=f"T{client}")
        return "told"

    result = race(12, act)
    assert (result.count("told"), result.count("cancelled")) == (6, 6)
    states = [(money_of(order)[2], order.status) for order in orders]
    assert set(states) <= {("paid", "approved"), ("unpaid", "cancelled")}
    assert problems() == ["not_payable"] * states.count(("unpaid", "cancelled"))
    assert Receipt.objects.count() == 6
    assert drifts() == []


def test_negative_control_without_the_orders_lock_an_order_is_paid_and_cancelled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocked(monkeypatch)
    orders = [world.approved(line(world.soap, 1)) for _ in range(10)]

    def act(client: int) -> str:
        order = orders[client // 2]
        if client % 2:
            cancel_order(order_id=order.pk, reason="客户不要了", actor=world.reviewer, at=NOON)
            return "cancelled"
        paid(world, Order.objects.get(pk=order.pk), "42.50")
        return "paid"

    race(20, act)
    both = [order for order in orders if money_of(order)[0] and order.status == "cancelled"]
    assert both, "without the lock no order was paid and cancelled: the test proves nothing"
