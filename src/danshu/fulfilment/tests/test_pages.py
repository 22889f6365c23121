"""Shipping as people work on it: buttons, forms, refusals beside the field, lists (FUL-001 to FUL-014)."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danshu.dictionaries.queries import id_of
from danshu.fulfilment.models import Shipment, TrackingEvent
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.tests.conftest import SignIn, held, paid, shipped
from danshu.identity.models import User
from danshu.inventory.models import StockBalance, Warehouse
from danshu.outbox.delivery import deliver_due
from danshu.sales.models import OrderNote
from danshu.sales.tests.world import NOON, World, line

pytestmark = pytest.mark.django_db
PRINTS = {"打印", "打印英文版"}


def buttons(client: Client, name: str, *args: object) -> set[str]:
    """The labels of a detail page's actions."""
    return {str(action.label) for action in client.get(reverse(name, args=args)).context["page"].actions}


def text_of(response: Any) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def opened(client: Client, name: str, *args: object, **params: str) -> str:
    """The words of a page that answers 200."""
    response = client.get(reverse(name, args=args), params)
    assert response.status_code == 200, (name, response.status_code)
    return text_of(response)


def filled(client: Client, url: str, **changes: str) -> dict[str, str]:
    """What a form starts with, and what a person changes on it."""
    form = client.get(url).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: str(value) for name, value in values.items() if value not in (None, "", False)} | changes


def errors(response: Any) -> dict[str, list[str]]:
    return {name: [str(text) for text in texts] for name, texts in response.context["form"].errors.items()}


def asked(client: Client, url: str) -> dict[str, str]:
    """The hidden facts of a question, as its button sends them."""
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', client.get(url).content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


@pytest.fixture
def note(world: World) -> Shipment:
    """A draft of five pieces."""
    order = paid(world, line(world.soap, 5))
    return create_shipment(order_id=order.pk, actor=world.shipper, at=NOON)


@pytest.mark.spec("FUL-009", "FUL-010")
def test_the_clerk_ships_three_of_five_and_the_order_says_so(world: World, sign_in: SignIn) -> None:
    order = paid(world, line(world.soap, 5))
    row = order.lines.get()
    client = sign_in(world.shipper)
    url = reverse("fulfilment:ship", args=[order.number])
    assert "订购 5，可发 5" in opened(client, "fulfilment:ship", order.number)
    given = filled(client, url, carrier=str(id_of("carrier", "sf")), tracking_number="ＳＦ９", boxes="2")

    answer = client.post(url, given | {f"quantity-{row.pk}": "3"})

    assert (answer.status_code, answer["Location"]) == (303, reverse("sales:order", args=[order.number]))
    sent = Shipment.objects.get()
    assert (sent.status, sent.tracking_number, sent.boxes, sent.lines.get().quantity) == ("in_delivery", "SF9", 2, 3)
    assert world.stock(world.soap) == (Decimal(97), Decimal(2))
    page = opened(client, "sales:order", order.number)
    assert "部分发货" in page
    assert "3 / 0" in page
    assert "订购 5，可发 2" in opened(client, "fulfilment:ship", order.number)


@pytest.mark.spec("COM-008", "COM-013", "FUL-009")
def test_wrong_entries_are_told_beside_their_fields_and_a_repeat_ships_once(world: World, sign_in: SignIn) -> None:
    order = paid(world, line(world.soap, 5))
    row = order.lines.get()
    client = sign_in(world.shipper)
    url = reverse("fulfilment:ship", args=[order.number])
    given = filled(client, url) | {f"quantity-{row.pk}": "6"}
    answer = client.post(url, given)
    assert answer.status_code == 422
    assert set(errors(answer)) == {"carrier", "tracking_number"}
    whole = given | {"carrier": str(id_of("carrier", "sf")), "tracking_number": "SF1"}
    answer = client.post(url, whole)
    assert errors(answer) == {f"quantity-{row.pk}": ["可发数量是 5"]}
    assert 'value="SF1"' in answer.content.decode()
    assert Shipment.objects.count() == 0
    whole[f"quantity-{row.pk}"] = "5"
    assert [client.post(url, whole).status_code for _ in range(2)] == [303, 303]
    assert (Shipment.objects.count(), world.stock(world.soap)) == (1, (Decimal(95), Decimal(0)))


@pytest.mark.spec("FUL-009")
def test_the_warning_about_a_tracking_number_can_be_confirmed_on_the_page(world: World, sign_in: SignIn) -> None:
    shipped(world, paid(world, line(world.soap, 1)), "SF777")
    order = paid(world, line(world.soap, 2))
    client = sign_in(world.shipper)
    url = reverse("fulfilment:ship", args=[order.number])
    given = filled(client, url, carrier=str(id_of("carrier", "sf")), tracking_number="SF777")
    answer = client.post(url, given)
    assert answer.status_code == 409
    assert "SF777 已用在发货单" in text_of(answer)
    assert 'name="duplicate"' in answer.content.decode()
    assert client.post(url, given | {"duplicate": "on"}).status_code == 303
    assert Shipment.objects.filter(tracking_number="SF777").count() == 2


@pytest.mark.spec("FUL-009")
def test_an_unpaid_prepaid_order_says_why_it_cannot_be_shipped(world: World, sign_in: SignIn) -> None:
    order = world.approved(line(world.soap, 5))
    client = sign_in(world.shipper)
    url = reverse("fulfilment:ship", args=[order.number])
    assert "还有 212.50 未收" in opened(client, "fulfilment:ship", order.number)
    given = filled(client, url, carrier=str(id_of("carrier", "sf")), tracking_number="SF1")
    assert client.post(url, given).status_code == 409
    assert (Shipment.objects.count(), world.stock(world.soap)) == (0, (Decimal(100), Decimal(5)))


@pytest.mark.spec("FUL-001", "FUL-010")
def test_an_order_from_two_warehouses_is_shipped_from_each(world: World, second: Warehouse, sign_in: SignIn) -> None:
    order = paid(world, line(world.soap, 5), line(world.paper, 3))
    soap, paper = order.lines.order_by("position")
    client = sign_in(world.shipper)
    move = reverse("fulfilment:reallocate", args=[order.number])
    assert "改派仓库" in opened(client, "sales:order", order.number)
    shown = opened(client, "fulfilment:reallocate", order.number)
    assert "华东一仓 95 20" in shown
    given = filled(client, move, warehouse=str(second.pk), reason="就近发货") | {"lines": str(soap.pk)}
    assert client.post(move, given).status_code == 303
    assert held(second, world.soap.pk) == (Decimal(20), Decimal(5))
    page = client.get(reverse("fulfilment:ship", args=[order.number]), {"warehouse": str(second.pk)})
    assert page.context["form"].line_ids == [soap.pk]
    assert "华东一仓" in text_of(page)
    page = client.get(reverse("fulfilment:ship", args=[order.number]), {"warehouse": str(world.warehouse.pk)})
    assert page.context["form"].line_ids == [paper.pk]


@pytest.mark.spec("FUL-001", "COM-012")
def test_a_reallocation_from_a_stale_page_or_without_reason_moves_nothing(
    world: World, second: Warehouse, sign_in: SignIn
) -> None:
    order = paid(world, line(world.soap, 5))
    client = sign_in(world.shipper)
    url = reverse("fulfilment:reallocate", args=[order.number])
    given = filled(client, url, warehouse=str(second.pk), lines=str(order.lines.get().pk))
    answer = client.post(url, given)
    assert (answer.status_code, set(errors(answer))) == (422, {"reason"})
    answer = client.post(url, given | {"reason": "x", "version": str(order.version - 1)})
    assert answer.status_code == 409
    assert held(second, world.soap.pk) == (Decimal(20), Decimal(0))


@pytest.mark.spec("FUL-001", "FUL-002")
def test_the_keeper_finds_his_queue_prints_the_list_and_packs(world: World, note: Shipment, sign_in: SignIn) -> None:
    StockBalance.objects.filter(item=world.soap).update(location="A-01-3")
    client = sign_in(world.shipper)
    queue = opened(client, "fulfilment:picking_queue")
    assert note.number in queue
    assert "待拣" in queue
    sheet = opened(client, "fulfilment:picking_list", note=note.number)
    assert "A-01-3" in sheet
    assert f"{note.number} × 5" in sheet
    url = reverse("fulfilment:picking", args=[note.number])
    row = note.lines.get()
    short = filled(client, url) | {f"picked-{row.pk}": "4"}
    answer = client.post(url, short)
    assert answer.status_code == 422
    assert "没有拣齐" in errors(answer)["short_reason"][0]
    answer = client.post(url, filled(client, url, boxes="2", weight_kg="3.5", package_size="60×40×30 cm"))
    assert answer.status_code == 303
    page = opened(client, "fulfilment:shipment", note.number)
    assert "已打包" in page
    assert "3.5 kg · 60×40×30 cm" in page
    assert note.number not in opened(client, "fulfilment:picking_queue")
    assert note.number in opened(client, "fulfilment:picking_queue", tab="packed")


@pytest.mark.spec("FUL-002", "COM-004")
def test_picking_of_several_notes_is_begun_and_their_stock_posted_at_once(
    world: World, note: Shipment, sign_in: SignIn
) -> None:
    other = create_shipment(order_id=paid(world, line(world.soap, 2)).pk, actor=world.shipper, at=NOON)
    client = sign_in(world.shipper)
    given = {"ids": [note.pk, other.pk], "form_token": "t1", "confirmed": "1"}
    client.post(reverse("fulfilment:picking_queue"), given | {"batch": "begin"})
    assert set(Shipment.objects.values_list("pick_state", flat=True)) == {"picking"}
    client.post(reverse("fulfilment:shipment_list"), given | {"batch": "confirm", "form_token": "t2"})
    assert set(Shipment.objects.values_list("status", flat=True)) == {"confirmed"}
    assert world.stock(world.soap) == (Decimal(93), Decimal(0))


@pytest.mark.spec("FUL-004", "COM-012")
def test_a_draft_is_edited_confirmed_reversed_and_its_page_shows_only_what_is_possible(
    world: World, note: Shipment, sign_in: SignIn
) -> None:
    client = sign_in(world.shipper)
    expected = {"修改", "删除", "确认出库", "拣货打包", "拣货清单", *PRINTS}
    assert buttons(client, "fulfilment:shipment", note.number) == expected
    url = reverse("fulfilment:note_edit", args=[note.number])
    field = f"quantity-{note.lines.get().order_line_id}"
    given = filled(client, url) | {field: "2", "remark": "轻放"}
    assert client.post(url, given).status_code == 303
    stale = given | {field: "4", "form_token": "another"}
    assert client.post(url, stale).status_code == 409
    note.refresh_from_db()
    assert (note.lines.get().quantity, note.remark) == (Decimal(2), "轻放")
    confirm = reverse("fulfilment:note_confirm", args=[note.number])
    assert client.post(confirm, asked(client, confirm)).status_code == 303
    assert world.stock(world.soap) == (Decimal(98), Decimal(3))
    assert buttons(client, "fulfilment:shipment", note.number) == {"交运", "冲销", *PRINTS}
    again = client.post(confirm, {"seen_status": "draft"})
    assert again.status_code == 409
    reversal = reverse("fulfilment:note_reverse", args=[note.number])
    dialog = client.get(reversal)
    assert "回到仓库 2" in text_of(dialog)
    hidden = dict(re.findall(r'name="(digest|form_token)" value="([^"]+)"', dialog.content.decode()))
    assert client.post(reversal, hidden | {"reason": ""}).status_code == 422
    assert client.post(reversal, hidden | {"reason": "地址有误"}).status_code == 303
    note.refresh_from_db()
    assert (note.status, world.stock(world.soap)) == ("reversed", (Decimal(100), Decimal(5)))


@pytest.mark.spec("FUL-004", "COM-009")
def test_a_draft_is_deleted_after_its_effect_was_told(world: World, note: Shipment, sign_in: SignIn) -> None:
    client = sign_in(world.shipper)
    url = reverse("fulfilment:note_delete", args=[note.number])
    dialog = client.get(url)
    assert "1 行商品重新变为待发" in text_of(dialog)
    assert Shipment.objects.count() == 1
    hidden = dict(re.findall(r'name="(digest|form_token)" value="([^"]+)"', dialog.content.decode()))
    answer = client.post(url, hidden)
    assert (answer.status_code, Shipment.objects.count()) == (303, 0)
    assert world.stock(world.soap) == (Decimal(100), Decimal(5))


@pytest.mark.spec("FUL-012")
def test_a_recorded_event_is_found_by_tracking_number_and_an_unknown_one_is_not(
    world: World, sign_in: SignIn, time_machine: Any
) -> None:
    time_machine.move_to(NOON + timedelta(hours=2))
    sent = shipped(world, paid(world, line(world.soap, 5)), "SF424242")
    client = sign_in(world.shipper)
    url = reverse("fulfilment:tracking_new", args=[sent.number])
    given = filled(client, url, kind="in_transit", place="示例市中转", happened_at="2026-09-18T13:30")
    assert client.post(url, given).status_code == 303
    assert TrackingEvent.objects.get().happened_at == NOON + timedelta(minutes=90)
    found = opened(client, "fulfilment:tracking", q="SF424242")
    assert "运输中 示例市中转" in found
    assert sent.number in found
    missing = client.get(reverse("fulfilment:tracking"), {"q": "SF000"})
    assert missing.status_code == 404
    assert "没有找到 SF000" in text_of(missing)
    answer = client.post(url, given | {"happened_at": "2026-09-18T16:30", "form_token": "x"})
    assert (answer.status_code, set(errors(answer))) == (422, {"happened_at"})


@pytest.mark.spec("FUL-014")
def test_service_confirms_receipt_with_evidence_from_the_order(world: World, sign_in: SignIn) -> None:
    sent = shipped(world, paid(world, line(world.soap, 5)))
    client = sign_in(world.service_desk)
    assert "确认收货" in opened(client, "sales:order", sent.order_number)
    url = reverse("fulfilment:receive", args=[sent.number])
    answer = client.post(url, filled(client, url))
    assert (answer.status_code, set(errors(answer))) == (422, {"evidence"})
    answer = client.post(url, filled(client, url, evidence="签收单 88 号"))
    assert answer.status_code == 303
    page = opened(client, "fulfilment:shipment", sent.number)
    assert "签收单 88 号" in page
    assert "确认收货" not in buttons(client, "sales:order", sent.order_number)
    assert sent.order_number in opened(client, "sales:order_list")


@pytest.mark.spec("FUL-009", "FUL-014")
def test_the_customer_is_told_carrier_number_and_time_once(world: World) -> None:
    sent = shipped(world, paid(world, line(world.soap, 5)), "SF0815")
    for _ in range(2):
        deliver_due(at=NOON + timedelta(days=1))
    told = OrderNote.objects.get(order=sent.order_id, kind="customer", content__contains="已发货")
    assert told.content == f"您的订单 {sent.order_number} 已发货：顺丰速运，运单号 SF0815，发货时间 2026-09-18 12:00"


@pytest.mark.spec("ACC-022", "ACC-023")
def test_without_the_right_there_is_neither_button_nor_way_and_out_of_scope_is_not_found(
    world: World, note: Shipment, sign_in: SignIn
) -> None:
    desk = sign_in(world.service_desk)
    assert buttons(desk, "fulfilment:shipment", note.number) == PRINTS
    assert not buttons(desk, "sales:order", note.order_number) & {"发货", "改派仓库", "新建发货单", "确认收货"}
    for name in ("picking", "note_edit", "note_delete", "hand_over", "note_reverse", "tracking_new"):
        assert desk.get(reverse(f"fulfilment:{name}", args=[note.number])).status_code == 403, name
    for name in ("ship", "note_new", "reallocate"):
        assert desk.get(reverse(f"fulfilment:{name}", args=[note.order_number])).status_code == 403, name
    assert desk.post(reverse("fulfilment:note_confirm", args=[note.number])).status_code == 403
    assert sign_in(world.shipper).get(reverse("fulfilment:receive", args=[note.number])).status_code == 403
    stranger = sign_in(world.stranger)
    assert stranger.get(reverse("fulfilment:shipment", args=[note.number])).status_code == 404
    assert note.number not in opened(stranger, "fulfilment:shipment_list")
    note.refresh_from_db()
    assert (note.status, world.stock(world.soap)) == ("draft", (Decimal(100), Decimal(5)))


@pytest.mark.spec("FUL-006")
def test_notes_are_found_by_tracking_order_warehouse_carrier_and_status(world: World, sign_in: SignIn) -> None:
    first = shipped(world, paid(world, line(world.soap, 1)), "SF1001")
    other = create_shipment(order_id=paid(world, line(world.soap, 2)).pk, actor=world.shipper, at=NOON)
    client = sign_in(world.shipper)
    for params in (
        {"q": "SF1001"}, {"tracking": "SF1001"}, {"order": first.order_number}, {"status": "in_delivery"},
        {"carrier": str(id_of("carrier", "sf"))}, {"tab": "delivery"},
    ):  # fmt: skip
        page = opened(client, "fulfilment:shipment_list", **params)
        assert first.number in page, params
        assert other.number not in page, params
    assert other.number in opened(client, "fulfilment:shipment_list", warehouse=str(world.warehouse.pk))
    assert "没有" in opened(client, "fulfilment:shipment_list", q="SF9999")


@pytest.mark.spec("FUL-006", "COM-006")
def test_the_list_is_exported_by_those_who_may(world: World, note: Shipment, sign_in: SignIn) -> None:
    url = reverse("fulfilment:shipment_list")
    answer = sign_in(world.shipper).get(url, {"export": "csv"})
    body = b"".join(answer.streaming_content).decode("utf-8-sig") if answer.streaming else answer.content.decode()
    assert note.number in body
    assert sign_in(world.service_desk).get(url, {"export": "csv"}).status_code == 403


@pytest.mark.parametrize("name", ["shipment_list", "picking_queue", "picking_list"])
def test_a_list_needs_the_same_statements_for_any_number_of_rows(
    name: str, world: World, note: Shipment, sign_in: SignIn
) -> None:
    client = sign_in(world.shipper)
    counted = []
    for more in (0, 6):
        for _ in range(more):
            create_shipment(order_id=paid(world, line(world.soap, 1)).pk, actor=world.shipper, at=NOON)
        client.get(reverse(f"fulfilment:{name}"))
        with CaptureQueriesContext(connection) as statements:
            assert client.get(reverse(f"fulfilment:{name}")).status_code == 200
        counted.append(len(statements))
    assert counted[0] == counted[1] <= 20


@pytest.mark.spec("COM-019")
def test_the_pages_speak_english(world: World, note: Shipment, sign_in: SignIn) -> None:
    User.objects.filter(pk=world.shipper.user_id).update(language="en")
    client = sign_in(world.shipper)
    page = opened(client, "fulfilment:shipment", note.number)
    assert "Pick and pack" in page
    assert "Delete" in page
    assert "To pick and pack" in opened(client, "fulfilment:picking_queue")


@pytest.mark.spec("COM-001", "ACC-022")
def test_the_palette_finds_shipping_notes_by_number_order_and_tracking_number(world: World, sign_in: SignIn) -> None:
    order = paid(world)
    note = shipped(world, order, "SF7788")
    browser = sign_in(world.shipper)
    for text in (note.number, order.number, "sf7788", "#" + note.number):
        html = browser.get("/ui/search/", {"q": text}, headers={"HX-Request": "true"}).content.decode()
        assert f'href="/shipments/{note.number}/"' in html, text
    html = sign_in(world.stranger).get("/ui/search/", {"q": note.number}, headers={"HX-Request": "true"})
    assert note.number not in html.content.decode()


@pytest.mark.spec("FUL-008", "FUL-009")
@pytest.mark.parametrize(("method", "carrier"), [("own", "own"), ("pick_up", "")])
def test_the_proposed_carrier_follows_the_delivery_method_and_the_order_ships_without_a_waybill(
    world: World, sign_in: SignIn, method: str, carrier: str
) -> None:
    order = paid(world, delivery_method_id=id_of("delivery_method", method))
    client, url = sign_in(world.shipper), reverse("fulfilment:ship", args=[order.number])
    key = str(id_of("carrier", carrier)) if carrier else ""
    text = client.get(url).content.decode()
    (select,) = re.findall(r'<select name="carrier".*?</select>', text, re.DOTALL)
    assert re.findall(r'value="(\d+)"\s+selected', select) == ([key] if key else [])
    assert "—" in select
    assert client.post(url, filled(client, url, carrier=key)).status_code == 303
    sent = Shipment.objects.get()
    assert (sent.status, sent.tracking_number) == ("in_delivery", "")
    assert (sent.carrier.code if sent.carrier else "") == carrier
