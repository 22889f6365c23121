"""A currency against the first document in it: one of two that happen at once loses (CAT-020, FI-05)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from danshu.currencies.models import Currency
from danshu.currencies.operations.delete_currency import delete_currency
from danshu.currencies.operations.edit_currency import edit_currency
from danshu.currencies.tests.factories import SYSTEM, currency, orderable
from danshu.kit.errors import DomainError
from danshu.sales.models import Order
from danshu.sales.operations.create_order import create_order
from danshu.sales.tests.test_races import at_once
from danshu.sales.tests.world import NOON, World, build_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("CAT-020", "FI-05")]


@pytest.fixture
def world() -> World:
    made = build_world()
    orderable("USD", "7.1234")
    return made


def _order(world: World) -> Callable[[], object]:
    return lambda: create_order(entry=world.entry(currency="USD"), submit=False, actor=world.clerk, at=NOON)


def test_an_order_and_the_deletion_of_its_currency_never_both_succeed(world: World) -> None:
    dollars = currency("USD").pk

    for _round in range(4):
        outcomes = at_once(_order(world), lambda: delete_currency(currency_id=dollars, actor=SYSTEM, at=NOON))
        assert outcomes["done"] == 1, outcomes
        assert Currency.objects.filter(pk=dollars).exists() == Order.objects.exists()
        if not Order.objects.exists():
            break
        Order.objects.all().delete()


def test_an_order_that_is_being_written_keeps_its_currency_from_going_and_from_changing(world: World) -> None:
    dollars, begun, refused = currency("USD").pk, Event(), []

    def act(call: Callable[[], object]) -> None:
        begun.wait(20)
        try:
            call()
        except DomainError as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [
        Thread(target=act, args=[lambda: delete_currency(currency_id=dollars, actor=SYSTEM, at=NOON)]),
        Thread(
            target=act, args=[lambda: edit_currency(currency_id=dollars, values={"decimals": 0}, actor=SYSTEM, at=NOON)]
        ),
    ]
    for thread in threads:
        thread.start()
    with transaction.atomic():
        order = _order(world)()
        begun.set()
        for thread in threads:
            thread.join(1)  # both wait for the order to be written
        assert refused == []
    for thread in threads:
        thread.join(20)

    assert sorted(refused) == ["currency_in_use", "invalid"]
    assert isinstance(order, Order)
    assert (order.total, currency("USD").decimals) == (Decimal("31.65"), 2)
