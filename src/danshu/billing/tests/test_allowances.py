"""What becomes of the claim when money goes back: given for good, owed again, or given up with the order (FIN-012)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from danshu.billing.accounts import ALLOWANCE, COMPANY, RECEIVABLE, customer_owner
from danshu.billing.operations.decide_refund import decide_refund
from danshu.billing.operations.match_receipt import AlreadyPaid
from danshu.billing.tests.factories import (
    TOTAL,
    approved,
    drifts,
    executed,
    matched,
    paid,
    received,
    refunded,
    requested,
)
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.kit.errors import IllegalTransition, StaleState
from danshu.kit.findings import Blocked
from danshu.ledger.accounts import AccountKey
from danshu.ledger.queries import balance
from danshu.sales.models import Order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.tests.world import NOON, World
from danshu.sales.wording import customer_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(world: World) -> Order:
    """A prepaid order with all its money."""
    made = world.approved()
    paid(world, made)
    return made


def owed(world: World) -> Decimal:
    return balance(AccountKey(RECEIVABLE, customer_owner(world.customer.pk), "CNY"))


def allowed() -> Decimal:
    return balance(AccountKey(ALLOWANCE, COMPANY, "CNY"))


def stands(order: Order) -> tuple[Decimal, Decimal, Decimal]:
    """(refunded, given for good, still open)"""
    order.refresh_from_db()
    return order.refunded_amount, order.allowed_amount, order.open_amount


def ship(world: World, order: Order) -> object:
    return ship_order(
        order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1", actor=world.shipper, at=NOON
    )


@pytest.mark.spec("FIN-003", "FIN-012", "FUL-009", "ORD-031")
def test_a_part_given_for_good_is_owed_no_more_and_the_order_goes_on(world: World, order: Order) -> None:
    done = refunded(world, order, "20.00")

    assert done.allowance == Decimal("20.00")
    assert stands(order) == (Decimal("20.00"), Decimal("20.00"), Decimal("0.00"))
    assert (owed(world), allowed()) == (Decimal(0), Decimal("20.00"))
    assert customer_state(order) == "placed"
    with pytest.raises(AlreadyPaid):
        matched(world, received(world, "20.00"), {order: "20.00"})
    ship(world, order)
    order.refresh_from_db()
    assert (order.shipping_state, drifts()) == ("shipped", [])


@pytest.mark.spec("FIN-003", "FIN-012")
def test_money_that_will_come_another_way_is_owed_again(world: World, order: Order) -> None:
    refunded(world, order, "20.00", lowers_claim=False)
    assert (stands(order), owed(world), allowed()) == (
        (Decimal("20.00"), Decimal(0), Decimal("20.00")), Decimal("20.00"), Decimal(0),
    )  # fmt: skip
    with pytest.raises(Blocked):
        ship(world, order)
    matched(world, received(world, "20.00"), {order: "20.00"})
    assert (stands(order)[2], owed(world), drifts()) == (Decimal(0), Decimal(0), [])


@pytest.mark.spec("FIN-012")
def test_unless_it_is_said_all_the_money_and_money_kept_as_balance_reopen_the_claim(world: World, order: Order) -> None:
    assert requested(world, order, "20.00", way="balance").lowers_claim is False
    other = world.approved()
    paid(world, other)
    assert [requested(world, other, amount).lowers_claim for amount in ("25.40", "200.00")] == [True, False]


@pytest.mark.spec("FIN-012")
def test_only_what_was_not_paid_too_much_is_an_allowance(world: World) -> None:
    order = world.approved()
    paid(world, order)
    first = requested(world, order, "30.00", lowers_claim=True)
    Order.objects.filter(pk=order.pk).update(
        total=TOTAL - 25, goods_total=TOTAL - 25
    )  # as a change order would have left it
    done = executed(world, approved(world, first))
    assert (done.allowance, stands(order)) == (Decimal("5.00"), (Decimal("30.00"), Decimal("5.00"), Decimal("0.00")))


@pytest.mark.spec("FIN-012", "ORD-033")
def test_an_order_with_an_allowance_is_given_up_and_nothing_stays_owed(world: World, order: Order) -> None:
    refunded(world, order, "20.00")
    refunded(world, order, TOTAL - 20, cancels_order=True)
    order.refresh_from_db()
    assert (order.status, owed(world), drifts()) == ("cancelled", Decimal(0), [])
    with pytest.raises(IllegalTransition):
        cancel_order(order_id=order.pk, reason="x", actor=world.reviewer, at=NOON)


@pytest.mark.spec("ORD-033", "FUL-009", "FIN-013")
def test_an_order_that_its_refund_will_cancel_is_not_shipped_until_the_approval_is_taken_back(
    world: World, order: Order
) -> None:
    refund = approved(world, requested(world, order, TOTAL, cancels_order=True))
    before = world.stock(world.soap)
    with pytest.raises(Blocked) as stopped:
        ship(world, order)
    assert refund.number in str(stopped.value)
    assert world.stock(world.soap) == before

    with pytest.raises(StaleState):  # who has not seen that it is approved decides nothing a second time
        decide_refund(refund_id=refund.pk, approve=False, reason="不退", actor=world.service_desk, at=NOON)
    decide_refund(refund_id=refund.pk, approve=False, reason="客户还要货", seen_status="approved",
                  actor=world.service_desk, at=NOON)  # fmt: skip
    ship(world, order)
    refund.refresh_from_db()
    order.refresh_from_db()
    assert (refund.status, order.shipping_state, drifts()) == ("refused", "shipped", [])
