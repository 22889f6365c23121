"""Orders that nobody pays are given up by themselves; whoever paid a cent keeps his order (ORD-033, FIN-002)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from danshu.billing.tests.factories import drifts, money_of, paid, told
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.sales.jobs import cancel_unpaid_orders
from danshu.sales.models import Order
from danshu.sales.tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-033", "INV-008", "FIN-002")]


def shop_order(world: World, *, hours: float = 25, approved: bool = True, **values: object) -> Order:
    """An order of the shop, submitted some hours ago."""
    order = world.approved() if approved else world.order()
    Order.objects.filter(pk=order.pk).update(channel="shop", submitted_at=now() - timedelta(hours=hours), **values)
    order.refresh_from_db()
    return order


def test_an_unpaid_order_of_the_shop_is_cancelled_after_24_hours_and_owes_nothing(world: World) -> None:
    order, waiting = shop_order(world), shop_order(world, approved=False)
    assert world.stock(world.soap)[1] == Decimal(2)
    assert cancel_unpaid_orders(at=now()) == 2
    for each in (order, waiting):
        each.refresh_from_db()
        assert (each.status, each.payment_state) == ("cancelled", "unpaid")
    assert world.stock(world.soap)[1] == Decimal(0)
    assert (cancel_unpaid_orders(at=now()), drifts()) == (0, [])


def test_a_minute_before_the_time_nothing_happens(world: World) -> None:
    order = shop_order(world, hours=23.98)
    assert cancel_unpaid_orders(at=now()) == 0
    order.refresh_from_db()
    assert order.status == "approved"


def test_paid_partly_paid_account_and_staff_orders_stay(world: World) -> None:
    full, part = shop_order(world), shop_order(world)
    paid(world, full)
    paid(world, part, "0.01")
    shop_order(world, payment_terms="on_account")
    by_staff = world.approved()
    Order.objects.filter(pk=by_staff.pk).update(submitted_at=now() - timedelta(days=9))
    assert cancel_unpaid_orders(at=now()) == 0
    assert [money_of(order)[2] for order in (full, part)] == ["paid", "partly_paid"]
    assert set(Order.objects.values_list("status", flat=True)) == {"approved"}


def test_the_time_is_a_parameter(world: World) -> None:
    order = shop_order(world, hours=3)
    change_parameters(changes={"unpaid_cancel_hours": "2"}, actor=Actor.system(), at=now() - timedelta(minutes=1))
    assert cancel_unpaid_orders(at=now()) == 1
    order.refresh_from_db()
    assert order.status == "cancelled"


@pytest.mark.spec("FIN-005")
def test_money_that_arrives_after_the_automatic_cancellation_is_listed(world: World) -> None:
    order = shop_order(world)
    cancel_unpaid_orders(at=now())
    credited = told(world, order.number)
    assert (credited.problem.kind, credited.receipt.free_amount) == ("not_payable", Decimal("225.40"))
    assert (money_of(order)[2], drifts()) == ("unpaid", [])
