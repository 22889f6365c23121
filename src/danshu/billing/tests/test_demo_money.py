"""The demo company's unplaced money shows every way of matching and what does not fit (FIN-005, FIN-007)."""

from __future__ import annotations

from collections import Counter

import pytest

from danshu.billing.demo import build
from danshu.billing.models import PaymentProblem, Receipt
from danshu.billing.tests.factories import drifts, paid
from danshu.sales.records import Order
from danshu.sales.tests.world import NOON, World

pytestmark = [pytest.mark.django_db, pytest.mark.spec("FIN-006", "FIN-007")]


def test_receipts_wait_to_be_matched_and_payments_to_be_decided(world: World) -> None:
    orders = [world.approved() for _each in range(5)]
    paid(world, orders[3], "1.00")
    paid(world, orders[4])
    before = Receipt.objects.count()

    assert build(actor=world.finance, at=NOON) == 7

    assert Receipt.objects.count() == before + 7
    made = Receipt.objects.order_by("pk")[before:]
    assert Counter(receipt.state for receipt in made) == {"unmatched": 6, "partly_matched": 1}
    assert sorted(PaymentProblem.objects.values_list("kind", flat=True)) == ["paid_twice", "unknown_order"]
    assert Order.objects.get(pk=orders[3].pk).payment_state == "paid"
    assert drifts() == []


def test_without_orders_that_owe_there_is_nothing_to_show(world: World) -> None:
    assert build(actor=world.finance, at=NOON) == 0
    assert Receipt.objects.count() == 0
