"""What helps with a customer's next order: usual items, prices paid, a copy of an earlier order (ORD-004, ORD-006)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.catalog.models import Item
from danshu.catalog.operations.set_sale_status import set_sale_status
from danshu.catalog.tests.factories import make_item
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.sales.models import Order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.tests.conftest import SignIn
from danshu.sales.tests.test_pages import sheet
from danshu.sales.tests.world import NOON, World, add_stock, line
from danshu.sales.usual import last_order, prices_paid, usual_items

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ORD-004", "ORD-006")]
TODAY = NOON.date()


def moved(order: Order, **values: object) -> Order:
    """The order as if it had been placed on another day."""
    Order.objects.filter(pk=order.pk).update(**values)
    return order


def found(world: World) -> list[tuple[str, int]]:
    return [(one.item.code, one.times) for one in usual_items(world.clerk, world.customer.pk, TODAY)]


def test_usual_items_are_those_of_confirmed_orders_of_ninety_days_the_most_frequent_first(office: World) -> None:
    other = make_item("不再常购")
    add_stock(office.warehouse, other, 10)
    office.approved(line(office.soap, 1), line(office.soap, 2), line(office.paper, 1))
    office.approved(line(office.soap, 5))
    moved(office.approved(line(other, 1)), order_date=TODAY - timedelta(days=90))
    office.order(line(other, 1))  # nobody has approved it
    given_up = office.approved(line(other, 1))
    cancel_order(order_id=given_up.pk, reason="不要了", actor=office.reviewer, at=NOON)

    assert found(office) == [(office.soap.code, 2), (office.paper.code, 1)]
    set_sale_status(item_id=office.soap.pk, is_on_sale=False, actor=Actor.system(), at=NOON)
    assert found(office) == [(office.paper.code, 1)]
    assert usual_items(office.stranger, office.customer.pk, TODAY) == []


def test_usual_items_cost_three_statements_however_many_there_are(office: World) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            usual_items(office.clerk, office.customer.pk, TODAY)
        return len(seen)

    office.approved(line(office.soap, 1))
    few = statements()
    more: list[Item] = [make_item(f"常购 {number}") for number in range(7)]
    for item in more:
        add_stock(office.warehouse, item, 10)
    office.approved(*[line(item, 1) for item in more])
    assert (few, statements(), len(found(office))) == (3, 3, 6)


def test_prices_paid_are_net_newest_first_and_only_of_orders_in_scope(office: World) -> None:
    first = moved(office.approved(line(office.soap, 3)), order_date=TODAY - timedelta(days=400))
    second = office.approved(line(office.soap, 2, discount_rate=Decimal(96)), line(office.paper, 1))
    office.order(line(office.soap, 1))

    rows = prices_paid(office.reviewer, office.customer.pk, office.soap.pk)
    assert [(row.number, row.quantity, row.unit_price, row.net_price) for row in rows] == [
        (second.number, Decimal(2), Decimal("42.50"), Decimal("40.80")),
        (first.number, Decimal(3), Decimal("42.50"), Decimal("42.50")),
    ]
    assert prices_paid(office.stranger, office.customer.pk, office.soap.pk) == []


def test_the_entry_page_offers_usual_items_and_the_last_order_once_a_customer_is_chosen(
    office: World, sign_in: SignIn
) -> None:
    order = moved(office.approved(line(office.soap, 2)), order_date=business_date(now()))
    client = sign_in(office.clerk)
    assert "近 90 天" not in client.get("/orders/new/").content.decode()
    page = client.get(f"/orders/new/?customer={office.customer.pk}").content.decode()
    assert (f'data-line-add data-key="{office.soap.pk}"' in page, f"?copy={order.number}" in page) == (True, True)
    told = client.post("/orders/preview/", {"customer": office.customer.pk}).content.decode()
    assert f'data-line-add data-key="{office.soap.pk}"' in told
    assert "data-line-add" not in client.get(f"/orders/{order.number}/edit/").content.decode()
    assert last_order(office.stranger, office.customer.pk) is None


@pytest.mark.spec("SEC-V2")
@pytest.mark.parametrize("key", ["9223372036854775808", "9" * 30, "-1", "x", "１２"])
def test_a_key_that_can_be_none_is_no_customer(
    office: World, sign_in: SignIn, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    client = sign_in(office.clerk)
    for address in ("/orders/new/", "/orders/customer-facts/"):
        assert client.get(address, {"customer": key}).status_code == 200, address
    typed = client.post("/orders/preview/", {"customer": key, "address_id": key, "lines-0-item": key})
    assert typed.status_code == 200
    assert [record.message for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


def test_the_price_history_opens_for_a_line_and_says_when_there_is_none(office: World, sign_in: SignIn) -> None:
    order = office.approved(line(office.soap, 2, discount_rate=Decimal(96)))
    client, url = sign_in(office.clerk), "/orders/price-history/"
    page = client.get(url, {"item": office.soap.pk, "customer": office.customer.pk}).content.decode()
    assert [text in page for text in (order.number, "40.80", "96")] == [True] * 3
    assert "还没有买过" in client.get(url, {"item": office.paper.pk, "customer": office.customer.pk}).content.decode()
    assert "先选择客户" in client.get(url, {"item": office.soap.pk}).content.decode()
    assert [client.get(url, {"item": wrong}).status_code for wrong in ("", "x", "999999", "9" * 30)] == [404] * 4
    assert sign_in(office.shipper).get(url, {"item": office.soap.pk}).status_code == 403


def test_a_copy_has_items_and_quantities_and_todays_prices(office: World, sign_in: SignIn) -> None:
    source = office.approved(line(office.soap, 2, discount_rate=Decimal(96)), line(office.paper, 3),
                             remark="老客户", external_number="PO-7")  # fmt: skip
    Item.objects.filter(pk=office.soap.pk).update(sale_price=Decimal("45.00"))
    client = sign_in(office.clerk)
    page = client.get(f"/orders/new/?copy={source.number}")
    rows = page.context["grid"].lines
    assert [(row.values["item"], row.values["quantity"], row.values.get("price")) for row in rows] == [
        (str(office.soap.pk), "2", None), (str(office.paper.pk), "3", None),
    ]  # fmt: skip
    form = page.context["form"]
    assert (form["customer"].value(), form["external_number"].value(), form["remark"].value()) == (
        str(office.customer.pk), None, None,
    )  # fmt: skip
    assert f"来自 {source.number}" in page.content.decode()
    assert Order.objects.count() == 1
    typed = {f"lines-{row.index}-{name}": row.values[name] for row in rows for name in ("item", "quantity")}
    assert client.post("/orders/new/", sheet(office, save="1", form_token="t-1", **typed)).status_code == 303
    made = Order.objects.latest("pk")
    assert list(made.lines.order_by("position").values_list("item_id", "quantity", "unit_price", "discount_rate")) == [
        (office.soap.pk, Decimal(2), Decimal("45.00"), Decimal(100)),
        (office.paper.pk, Decimal(3), Decimal("46.80"), Decimal(100)),
    ]
    assert sign_in(office.stranger).get(f"/orders/new/?copy={source.number}").status_code in (403, 404)
    assert client.get("/orders/new/?copy=SO-000000-0000").status_code == 404
