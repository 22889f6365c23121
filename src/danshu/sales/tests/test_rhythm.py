"""CUS-008: the customer's page tells how he buys: twelve months in bars, and what he is due to order again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from danshu.sales.models import Order
from danshu.sales.queries import standing
from danshu.sales.rhythm import due_again, months_of
from danshu.sales.tests.world import NOON, World, build_world, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CUS-008")]

TODAY = date(2026, 9, 18)


@pytest.fixture
def world() -> World:
    return build_world()


def _bought(world: World, *days: int) -> None:
    """An approved order of soap so many days ago, each."""
    for ago in days:
        order = world.approved(line(world.soap, 1))
        Order.objects.filter(pk=order.pk).update(order_date=TODAY - timedelta(days=ago))


def test_twelve_months_add_up_what_was_confirmed(world: World) -> None:
    _bought(world, 0, 1, 31, 400)
    world.order(line(world.soap, 5))  # under review: not sold yet

    months = months_of(world.customer.pk, TODAY, "CNY")

    assert [month.first for month in months][::11] == [date(2025, 10, 1), date(2026, 9, 1)]
    assert [month.amount for month in months] == [Decimal(0)] * 10 + [Decimal("42.50"), Decimal("85.00")]


def test_goods_bought_in_a_rhythm_are_due_when_the_interval_has_passed(world: World) -> None:
    _bought(world, 50, 30, 12)

    (soap,) = due_again(world.customer.pk, TODAY)

    assert (soap.name, soap.last_on) == ("泡沫洗手液 500 ml", date(2026, 9, 6))
    assert (soap.every_days, soap.days_left) == (19, 7)


def test_two_purchases_and_given_up_habits_say_nothing(world: World) -> None:
    _bought(world, 20, 10)
    assert due_again(world.customer.pk, TODAY) == []

    _bought(world, 200)  # three by now, but every 95 days: the next is far away
    assert due_again(world.customer.pk, TODAY) == []

    assert due_again(world.customer.pk, TODAY + timedelta(days=300)) == []  # he has stopped


def test_the_last_order_is_the_last_one_that_counts(world: World) -> None:
    first = world.approved(line(world.soap, 1))
    for _number in range(7):
        given_up = world.order(line(world.paper, 1))
        Order.objects.filter(pk=given_up.pk).update(status="voided", voided_at=NOON)
        assert standing(world.customer.pk, TODAY).last_number == first.number
    second = world.order(line(world.paper, 1))
    assert standing(world.customer.pk, TODAY).last_number == second.number
