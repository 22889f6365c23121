"""Each order page as people look at it: no accessibility fault, nothing sideways, in both languages and themes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from danshu.access.models import Role, UserRole
from danshu.billing.operations.pay_order import pay_order
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.identity.models import User
from danshu.sales.models import Order
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.tests.world import NOON, World, line
from danshu.testing.looks import in_every_look, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def addresses(world: World) -> dict[str, str]:
    """A few orders in different states, and the pages that show them."""
    for quantity in (4, 7, 5):
        world.approved(line(world.soap, quantity), wanted_date=date(2026, 9, 10))
    under_review = world.order(
        line(world.soap, 20, unit_price=Decimal("38.00")), line(world.paper, 120, discount_rate=Decimal(90)),
        wanted_date=date(2026, 9, 21), remark="周末门店不收货", internal_remark="客户本月有开业促销",
    )  # fmt: skip
    shipped, note = delivered(world)
    world.order(line(world.paper, 2))
    draft = world.order(submit=False)
    return {
        "list": "/orders/", "entry": f"/orders/new/?customer={world.customer.pk}",
        "edit": f"/orders/{draft.number}/edit/", "detail": f"/orders/{under_review.number}/",
        "review": f"/orders/review/{under_review.number}/", "shipped": f"/orders/{shipped.number}/",
        "complete": f"/orders/{shipped.number}/complete/", "exception": f"/orders/{shipped.number}/exceptions/",
        "receipt": f"/shipments/{note.number}/receipt/", "item": f"/products/{world.soap.pk}/",
        "cancel": f"/orders/{under_review.number}/cancel/impact/",
    }  # fmt: skip


def delivered(world: World) -> tuple[Order, Shipment]:
    """An order on its way to the customer, with an exception, and what was said on it."""
    order = world.approved(line(world.soap, 4), line(world.paper, 12, discount_rate=Decimal(97), remark="周末"))
    add_order_note(order_id=order.pk, content="客户问何时到货", kind="customer", channel="phone", contact="吴九",
                   actor=world.clerk, at=NOON)  # fmt: skip
    pay_order(order_id=order.pk, amount=order.total, received_date=NOON.date(), method="bank_transfer",
              actor=world.finance, at=NOON)  # fmt: skip
    note = ship_order(order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1", actor=world.shipper,
                      at=NOON)  # fmt: skip
    order.refresh_from_db()
    record_exception(
        order_id=order.pk, exception_type="delivery", description="地址不通", actor=world.reviewer, at=NOON
    )
    return order, note


@pytest.mark.spec("ORD-004", "ORD-017", "ORD-018", "ORD-019", "COM-019")
@in_every_look
def test_every_order_page_is_whole(
    world: World, sign_in: Callable[[int | None], None], browser_page: Any, live_url: str, axe_source: str,
    addresses: dict[str, str], look: str,
) -> None:  # fmt: skip
    if look == "english":
        User.objects.update(language="en")
    UserRole.objects.create(user_id=world.reviewer.user_id, role=Role.objects.get(code="CSV"))
    sign_in(world.reviewer.user_id)
    walk(browser_page, live_url, addresses, look, axe_source)
