"""One note for several orders of one consignee: each order gets its own stock-out, receipt and word to the customer."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from danshu.dictionaries.queries import id_of
from danshu.fulfilment.delivery_note import note_sheet
from danshu.fulfilment.joining import NotJoinable, TooManyOrders
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_receipt import confirm_receipt
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.operations.edit_shipment import edit_shipment
from danshu.fulfilment.operations.hand_over_shipment import hand_over_shipment
from danshu.fulfilment.operations.record_picking import record_picking
from danshu.fulfilment.operations.reverse_shipment import reverse_shipment
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.queries import notes_of_order
from danshu.fulfilment.tasks import sign_overdue
from danshu.fulfilment.tests.conftest import SignIn, draft, drifts, paid, shipped, shown
from danshu.fulfilment.tests.test_rest import send
from danshu.kit.actor import Scope
from danshu.kit.errors import FieldErrors, NotFound
from danshu.kit.findings import Blocked
from danshu.outbox.delivery import deliver_due
from danshu.parties.models import Customer
from danshu.recycling.errors import StillHeld
from danshu.recycling.graph import graph_rows, require_free
from danshu.sales.models import Order, OrderException, OrderNote
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("FUL-004")]


@pytest.fixture
def orders(world: World) -> tuple[Order, Order]:
    """Five pieces of soap, and two of paper with one of soap, for the same shop."""
    first = paid(world, line(world.soap, 5))
    return first, paid(world, line(world.paper, 2), line(world.soap, 1))


def joint(world: World, *orders: Order, **values: Any) -> Shipment:
    first, *others = orders
    return draft(world, first, joined_order_ids=[order.pk for order in others], **values)


def states(*orders: Order) -> list[tuple[str, str]]:
    for order in orders:
        order.refresh_from_db()
    return [(order.status, order.shipping_state) for order in orders]


def text_of(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_two_orders_leave_in_one_parcel_and_each_gets_its_own_quantities(
    world: World, orders: tuple[Order, Order]
) -> None:
    first, second = orders
    note = joint(world, first, second)
    assert (note.order_numbers, note.recipient) == ([first.number, second.number], "吴九")
    assert list(note.lines.values_list("position", "quantity")) == [(1, 5), (2, 2), (3, 1)]
    assert notes_of_order(second.pk) == [note]

    confirm_shipment(shipment_id=note.pk, version=note.version, actor=world.shipper, at=NOON)

    assert world.stock(world.soap) == (Decimal(94), Decimal(0))
    assert world.stock(world.paper) == (Decimal(98), Decimal(0))
    assert states(first, second) == [("shipped", "shipped")] * 2
    assert shown(second) == [(2, 2, 0), (1, 1, 0)]

    reverse_shipment(shipment_id=note.pk, reason="地址有误", actor=world.shipper, at=NOON)
    assert states(first, second) == [("in_progress", "not_shipped")] * 2
    assert (world.stock(world.soap), world.stock(world.paper)) == ((100, 6), (100, 2))
    assert drifts() == []


@pytest.mark.spec("FUL-014", "FUL-009")
def test_the_receipt_of_the_parcel_is_the_receipt_of_each_order_and_the_customer_is_told_on_each(
    world: World, orders: tuple[Order, Order]
) -> None:
    note = confirm_shipment(shipment_id=joint(world, *orders).pk, actor=world.shipper, at=NOON)
    hand_over_shipment(
        shipment_id=note.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1", actor=world.shipper, at=NOON
    )
    for _ in range(2):
        confirm_receipt(shipment_id=note.pk, signed_by="吴九", evidence="签收单", actor=world.service_desk, at=NOON)
    assert states(*orders) == [("signed", "signed")] * 2
    assert [shown(order) for order in orders] == [[(5, 5, 5)], [(2, 2, 2), (1, 1, 1)]]
    deliver_due(at=NOON)
    for order in orders:
        told = list(OrderNote.objects.filter(order=order).order_by("pk").values_list("content", flat=True))
        assert len(told) == 3  # the first one thanks for the money
        assert told[1].startswith(f"您的订单 {order.number} 已发货：顺丰速运，运单号 SF1")
        assert told[2].startswith(f"您的订单 {order.number} 的发货单 {note.number} 已签收")
    assert drifts() == []


@pytest.mark.spec("FUL-014")
def test_a_parcel_waits_for_its_automatic_receipt_while_one_of_its_orders_is_disputed(
    world: World, orders: tuple[Order, Order]
) -> None:
    note = shipped(world, orders[0], joined_order_ids=[orders[1].pk])
    late = NOON.replace(month=11)
    Order.objects.filter(pk=orders[1].pk).update(open_exceptions=1)
    assert sign_overdue(at=late) == 0
    Order.objects.filter(pk=orders[1].pk).update(open_exceptions=0)
    assert sign_overdue(at=late) == 1
    note.refresh_from_db()
    assert note.status == "signed"


def test_only_what_goes_to_the_same_consignee_is_joined(world: World, orders: tuple[Order, Order]) -> None:
    first, second = orders
    elsewhere = paid(world, line(world.soap, 1), recipient="郑二", delivery_address="示例省示例市别处 1 号")
    with pytest.raises(NotJoinable) as refused:
        joint(world, first, second, elsewhere)
    text = f"订单 {elsewhere.number} 不能和 {first.number} 合并发货：收货人、收货电话、收货地址不同"
    assert str(refused.value).startswith(text)
    narrow = replace(world.shipper, grants={SHIP: Scope(owner_ids=frozenset({0}))})
    with pytest.raises(NotFound):
        create_shipment(order_id=first.pk, joined_order_ids=[second.pk], actor=narrow, at=NOON)
    with pytest.raises(NotFound):
        joint(world, first, Order(pk=999_999))
    unpaid = world.approved(line(world.soap, 1))
    with pytest.raises(Blocked) as blocked:
        joint(world, first, unpaid)
    (finding,) = blocked.value.findings
    assert finding.text.startswith(f"订单 {unpaid.number}：先款后货的订单还有")
    with pytest.raises(FieldErrors) as empty:
        joint(world, first, second, quantities={first.lines.get().pk: Decimal(5)})
    assert [p.text for p in empty.value.problems] == [f"订单 {second.number} 没有商品在这张发货单上"]
    with pytest.raises(TooManyOrders):
        joint(world, first, *Order.objects.filter(pk=second.pk), *(paid(world, line(world.soap, 1)) for _ in range(19)))
    assert Shipment.objects.count() == 0


def test_an_order_that_goes_elsewhere_by_now_stops_the_stock_out(world: World, orders: tuple[Order, Order]) -> None:
    note = joint(world, *orders)
    Order.objects.filter(pk=orders[1].pk).update(delivery_address="示例省示例市别处 1 号")
    with pytest.raises(NotJoinable):
        confirm_shipment(shipment_id=note.pk, actor=world.shipper, at=NOON)
    assert (world.stock(world.soap), states(*orders)) == ((100, 6), [("approved", "not_shipped")] * 2)


def test_an_order_without_goods_on_the_note_any_more_is_not_named_on_it(
    world: World, orders: tuple[Order, Order]
) -> None:
    first, second = orders
    note = joint(world, first, second)
    paper, soap = second.lines.order_by("position")
    edit_shipment(
        shipment_id=note.pk, quantities={paper.pk: Decimal(1)}, version=note.version, actor=world.shipper, at=NOON
    )
    note.refresh_from_db()
    assert (note.order_numbers, note.order_id) == ([second.number], second.pk)
    assert notes_of_order(first.pk) == []
    # it never comes back by editing: its order is not locked with the note any more
    with pytest.raises(FieldErrors):
        edit_shipment(
            shipment_id=note.pk, quantities={paper.pk: Decimal(1), first.lines.get().pk: Decimal(1)},
            version=note.version, actor=world.shipper, at=NOON,
        )  # fmt: skip
    edit_shipment(
        shipment_id=note.pk, quantities={paper.pk: Decimal(2), soap.pk: Decimal(1)}, version=note.version,
        actor=world.shipper, at=NOON,
    )  # fmt: skip
    assert dict(note.lines.values_list("order_line_id", "quantity")) == {paper.pk: 2, soap.pk: 1}
    assert drifts() == []


@pytest.mark.spec("ORD-033", "ORD-040")
def test_cancelling_one_order_takes_its_goods_off_the_draft_and_a_joint_paper_forbids_deleting(
    world: World, orders: tuple[Order, Order]
) -> None:
    Customer.objects.update(credit_limit=1_000_000)
    first = world.approved(line(world.soap, 5), payment_terms="cash_on_delivery")
    second = world.approved(line(world.paper, 2), payment_terms="cash_on_delivery")
    note = joint(world, first, second)
    cancel_order(order_id=first.pk, reason="客户取消", actor=world.reviewer, at=NOON)
    note.refresh_from_db()
    assert (note.order_numbers, note.lines.get().item_id) == ([second.number], world.paper.pk)

    third = world.approved(line(world.paper, 1), payment_terms="cash_on_delivery")
    fourth = world.approved(line(world.paper, 1), payment_terms="cash_on_delivery")
    paper = confirm_shipment(shipment_id=joint(world, third, fourth).pk, actor=world.shipper, at=NOON)
    reverse_shipment(shipment_id=paper.pk, reason="地址有误", actor=world.shipper, at=NOON)
    for order in (third, fourth):
        with pytest.raises(StillHeld) as held:
            require_free("sales.order", graph_rows("sales.order", [order.pk]), label=order.number)
        assert "和其他订单合并的发货单" in str(held.value)
    assert drifts() == []


@pytest.mark.spec("FUL-002")
def test_a_short_pick_opens_the_exception_on_the_order_that_misses_something(
    world: World, orders: tuple[Order, Order]
) -> None:
    first, second = orders
    note = joint(world, first, second)
    soap, paper, other = note.lines.order_by("position")
    record_picking(
        shipment_id=note.pk, picked={soap.pk: Decimal(5), paper.pk: Decimal(0), other.pk: Decimal(0)}, pack=True,
        short_reason="破损", actor=world.shipper, at=NOON,
    )  # fmt: skip
    (exception,) = OrderException.objects.all()
    assert exception.order_id == second.pk
    note.refresh_from_db()
    assert note.order_numbers == [first.number]
    assert drifts() == []


@pytest.mark.spec("FUL-005")
def test_the_paper_names_every_order_and_beside_each_line_its_own(world: World, orders: tuple[Order, Order]) -> None:
    first, second = orders
    sheet = note_sheet(joint(world, first, second))
    pairs = {pair.label: pair.value for pair in sheet.pairs}
    assert pairs["订单号"] == f"{first.number}、{second.number}"
    assert [column.title for column in sheet.columns][:3] == ["序", "订单", "编码"]
    assert [row[:2] for row in sheet.rows] == [["1", first.number], ["2", second.number], ["3", second.number]]
    assert len(sheet.summary) == len(sheet.columns) == len(sheet.rows[0])
    alone = note_sheet(draft(world, paid(world, line(world.soap, 1))))
    assert [column.title for column in alone.columns][:2] == ["序", "编码"]


def test_on_the_page_a_clerk_chooses_what_goes_along(
    world: World, orders: tuple[Order, Order], sign_in: SignIn
) -> None:
    first, second = orders
    third = paid(world, line(world.soap, 4))
    client = sign_in(world.shipper)
    url = reverse("fulfilment:note_joint", args=[first.number])
    actions = client.get(reverse("sales:order", args=[first.number])).context["page"].actions
    assert url in {action.url for action in actions}
    page = client.get(url)
    form = page.context["form"]
    assert [section.title for section in form.sections][:3] == [first.number, second.number, third.number]
    given = {bound.html_name: str(bound.value()) for bound in form if bound.value() not in (None, "", False)}
    del given[f"with-{third.pk}"]
    answer = client.post(url, given)
    note = Shipment.objects.get()
    assert answer["Location"] == reverse("fulfilment:shipment", args=[note.number])
    assert note.order_numbers == [first.number, second.number]
    shown_note = text_of(client.get(answer["Location"]))
    assert first.number in shown_note
    assert shown_note.count(f"· {second.number}") == 2
    listing = reverse("fulfilment:shipment_list")
    assert note.number in text_of(client.get(listing, {"q": second.number}))
    assert note.number in text_of(client.get(listing, {"order": second.number}))
    assert f"{second.number} · " in text_of(client.get(reverse("fulfilment:note_edit", args=[note.number])))
    assert note.number in text_of(client.get(reverse("sales:order", args=[second.number])))
    other = paid(world, line(world.soap, 1), recipient="郑二", delivery_address="示例省示例市别处 1 号")
    alone = text_of(client.get(reverse("fulfilment:note_joint", args=[other.number])))
    assert "没有可以一起发货的订单" in alone


@pytest.mark.spec("SYS-030")
def test_through_the_api_several_orders_go_at_once(world: World, orders: tuple[Order, Order], sign_in: SignIn) -> None:
    first, second = orders
    client = sign_in(world.shipper)
    wanted = {"order_number": first.number, "joined_order_numbers": [second.number]}
    made = send(client, "POST", "/shipments", wanted, key="a")
    assert (made.status_code, made.json()["order_numbers"]) == (201, [first.number, second.number])
    found = send(client, "GET", f"/shipments?order_number={second.number}").json()["items"]
    assert [row["number"] for row in found] == [made.json()["number"]]
    elsewhere = paid(world, line(world.soap, 1), recipient="郑二", delivery_address="示例省示例市别处 1 号")
    more = paid(world, line(world.soap, 1))
    given = {
        "order_number": more.number, "joined_order_numbers": [elsewhere.number], "carrier_id": id_of("carrier", "sf"),
        "tracking_number": "SF8",
    }  # fmt: skip
    refused = send(client, "POST", "/shipments/dispatch", given, key="b")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_joinable")
    assert Shipment.objects.count() == 1
    other = paid(world, line(world.paper, 1))
    gone = send(client, "POST", "/shipments/dispatch", given | {"joined_order_numbers": [other.number]}, key="c")
    assert (gone.status_code, states(more, other)) == (201, [("shipped", "shipped")] * 2)
