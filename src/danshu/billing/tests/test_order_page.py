"""What refunds change on the pages of their order: what is to be paid, its history, the way to cancel it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from danshu.audit.tests.pages import filled
from danshu.billing.models import Receipt, Refund
from danshu.billing.operations.request_refund import NotAllOfIt
from danshu.billing.tests.factories import TOTAL, approved, paid, refunded, requested
from danshu.sales.models import Order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.order_form import order_sheet
from danshu.sales.queries import order_page
from danshu.sales.tests.world import NOON, World

pytestmark = pytest.mark.django_db


def to_be_paid(client: Any) -> list[str]:
    return [row.number for row in client.get("/orders/?tab=payment").context["listing"].page.rows]


@pytest.mark.spec("ORD-017", "FIN-012")
def test_an_order_that_is_owed_again_after_its_refund_is_to_be_paid(world: World, as_person: Any) -> None:
    again, lowered = world.approved(), world.approved()
    client = as_person(world.finance)
    for order in (again, lowered):
        paid(world, order)
    assert to_be_paid(client) == []
    refunded(world, again, "25.40", lowers_claim=False)
    refunded(world, lowered, "25.40", lowers_claim=True)
    assert to_be_paid(client) == [again.number]


@pytest.mark.spec("ORD-017", "ORD-033")
def test_cancelled_orders_have_a_tab_of_their_own(world: World, as_person: Any) -> None:
    order = world.approved()
    cancel_order(order_id=order.pk, reason="客户改期", actor=world.service_desk, at=NOON)
    listing = as_person(world.finance).get("/orders/?tab=cancelled").context["listing"]
    assert [row.number for row in listing.page.rows] == [order.number]
    assert {tab.tab.key: tab.count.value for tab in listing.tabs()}["void"] == 0


@pytest.mark.spec("FIN-013", "ORD-014")
def test_the_history_of_the_order_names_who_asked_for_a_refund_and_who_approved_it(world: World) -> None:
    order = world.approved()
    paid(world, order)
    refund = approved(world, requested(world, order, "25.40"))

    told = [(entry["who"], entry["action"]) for entry in order_page(world.finance, order.number).timeline]
    assert ("王五", f"审批退款 · {refund.number}") in told
    assert next(action for who, action in told if who == "李四") == "申请退款"  # it changed the order: one entry
    hidden = order_page(world.shipper, order.number).timeline  # who may not see refunds
    assert refund.number not in str(hidden)


@pytest.mark.spec("ORD-033")
def test_cancelling_a_paid_order_leads_to_the_refund_that_cancels_it(world: World, as_person: Any) -> None:
    order = world.approved()
    paid(world, order)
    answer = as_person(world.service_desk).get(f"/orders/{order.number}/cancel/impact/")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/orders/{order.number}/refund/?cancel=1")
    page = as_person(world.service_desk).get(f"/orders/{order.number}/").content.decode()
    assert "退款并取消订单" in page
    assert "已收款，先申请退款" not in page


@pytest.mark.spec("FIN-002", "FIN-007")
def test_a_payment_above_what_is_owed_is_asked_once_and_its_rest_is_named(world: World, as_person: Any) -> None:
    order = world.approved()
    client, path = as_person(world.finance), f"/orders/{order.number}/payment/"
    data = filled(client, path) | {"amount": "999.00", "method": "bank_transfer"}
    asked = client.post(path, data)
    assert (asked.status_code, Receipt.objects.count()) == (422, 0)
    assert "多 773.60" in asked.content.decode()
    other = client.post(path, data | {"amount": "900.00", "seen_excess": "773.60"})  # another amount is asked again
    assert (other.status_code, Receipt.objects.count()) == (422, 0)

    booked = client.post(path, data | {"seen_excess": "773.60"}, follow=True)
    assert "多收的 ¥773.60 留在收款单上" in booked.content.decode()
    receipt = Receipt.objects.get()
    assert (receipt.amount, receipt.matched_amount) == (Decimal("999.00"), TOTAL)


@pytest.mark.spec("FIN-012", "ORD-033")
@pytest.mark.parametrize("running", ["0", "25.40"])
def test_an_order_is_given_up_only_with_all_its_money(world: World, running: str) -> None:
    order = world.approved()
    paid(world, order)
    if running != "0":
        requested(world, order, running)
    with pytest.raises(NotAllOfIt) as refused:
        requested(world, order, "200.00", cancels_order=True)
    assert (refused.value.facts["whole"], refused.value.facts["wanted"]) == ("225.40", "200.00")
    assert Refund.objects.filter(cancels_order=True).count() == 0


@pytest.mark.spec("ORD-019", "COM-004")
def test_a_discounted_order_does_not_pass_in_a_batch(world: World, as_person: Any) -> None:
    plain, discounted = world.order(), world.order(order_discount=Decimal("5.00"))
    data = {"batch": "approve", "ids": [plain.pk, discounted.pk], "confirmed": "1", "form_token": "t-1"}
    shown = as_person(world.reviewer).post("/orders/", data).content.decode()
    assert f"{discounted.number} 打了折" in shown
    assert Order.objects.get(pk=discounted.pk).status == "awaiting_review"


@pytest.mark.spec("ORD-006")
def test_the_printed_amounts_of_a_discounted_order_add_up(world: World) -> None:
    order = world.order(order_discount=Decimal("5.00"))
    sheet = order_sheet(order, list(order.lines.order_by("position")))
    assert [row[-1] for row in sheet.rows] == ["85.00", "140.40"]  # 2 x 42.50, 3 x 46.80
    assert sheet.summary[-1] == "225.40"
    assert [(each.label, each.value) for each in sheet.sums][:2] == [("商品金额", "225.40"), ("整单优惠", "−5.00")]


@pytest.mark.spec("ORD-006", "FIN-012")
def test_the_printed_amounts_of_an_order_with_an_allowance_add_up(world: World) -> None:
    order = world.approved()
    Order.objects.filter(pk=order.pk).update(
        paid_amount=order.total, refunded_amount=Decimal("25.40"), allowed_amount=Decimal("25.40")
    )
    order.refresh_from_db()
    sheet = order_sheet(order, list(order.lines.order_by("position")))
    assert [(each.label, each.value, each.strong) for each in sheet.sums][-3:] == [
        ("应收合计", "¥225.40", False), ("折让", "−25.40", False), ("折让后应收", "¥200.00", True),
    ]  # fmt: skip
    assert sheet.capitals == ["金额大写", "人民币贰佰元整"]
