"""Money of a payer's name only becomes the customer's whose orders it settled (FIN-006, FIN-007)."""

from __future__ import annotations

import pytest

from danshu.billing.tests.factories import drifts, matched, received
from danshu.parties.models import Contact, Customer
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("FIN-006", "FIN-007")]


def test_a_receipt_matched_to_orders_of_one_customer_is_his(world: World) -> None:
    receipt = received(world, "300.00")
    assert receipt.customer_id is None
    matched(world, receipt, {world.approved(): "225.40", world.approved(line(world.soap, 1)): "42.50"})
    receipt.refresh_from_db()
    assert receipt.customer_id == world.customer.pk
    assert drifts() == []


def test_a_receipt_matched_to_orders_of_two_customers_stays_nobodys(world: World) -> None:
    other = Customer.objects.create(number="KH-0002", name="示例云杉便利店", unit=world.branch, owner=world.customer.owner,
                                    mobile="13800000002", name_key="云杉", created_at=NOON, updated_at=NOON)  # fmt: skip
    Contact.objects.create(customer=other, name="冯十一", mobile="13800000002", is_primary=True, created_at=NOON,
                           updated_at=NOON)  # fmt: skip
    first, second = (
        world.approved(),
        world.approved(
            line(world.soap, 1),
            customer_id=other.pk,
            delivery_address="样板路 2 号",
            recipient="冯十一",
            recipient_phone="13800000002",
        ),
    )
    receipt = received(world, "300.00")
    matched(world, receipt, {first: "225.40", second: "42.50"})
    receipt.refresh_from_db()
    assert receipt.customer_id is None
