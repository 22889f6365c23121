"""The ways of the warehouse keeper and the shipping clerk in a real browser; every page on every kind of screen."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from danshu.fulfilment.models import Shipment
from danshu.fulfilment.operations.confirm_shipment import confirm_shipment
from danshu.fulfilment.operations.create_shipment import create_shipment
from danshu.fulfilment.tests.conftest import paid, shipped
from danshu.identity.models import User
from danshu.inventory.models import StockBalance, StockDocument, Warehouse
from danshu.inventory.operations.adjust_stock import adjust_stock
from danshu.inventory.operations.create_stock_document import create_stock_document
from danshu.inventory.rules import LineEntry
from danshu.kit.actor import Actor
from danshu.sales.records import Order
from danshu.sales.tests.world import NOON, World, line
from danshu.testing.browser import choose_first
from danshu.testing.looks import in_every_look, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GoAs = Callable[[Actor], Any]


@pytest.fixture
def go_as(browser_page: Any, live_url: str) -> GoAs:
    """go_as(actor): the page, signed in as this person."""

    def act(actor: Actor) -> Any:
        client = Client()
        client.force_login(User.objects.get(pk=actor.user_id))
        cookie = {"name": "danshu", "value": client.cookies["danshu"].value, "url": live_url}
        browser_page.context.add_cookies([cookie])
        return browser_page

    return act


# ---- every page -----------------------------------------------------------------------------------------------------
def pages_of_shipping(world: World, second: Warehouse) -> dict[str, str]:
    StockBalance.objects.filter(item=world.soap).update(location="A-01-3")
    open_order = paid(world, line(world.soap, 5), line(world.paper, 3))
    draft = create_shipment(
        order_id=open_order.pk, quantities={open_order.lines.get(position=1).pk: Decimal(2)}, remark="轻放",
        actor=world.shipper, at=NOON,
    )  # fmt: skip
    posted = create_shipment(order_id=paid(world, line(world.soap, 1)).pk, actor=world.shipper, at=NOON)
    confirm_shipment(shipment_id=posted.pk, actor=world.shipper, at=NOON)
    pair = [paid(world, line(world.paper, 2)), paid(world, line(world.soap, 3))]
    joint = create_shipment(order_id=pair[0].pk, joined_order_ids=[pair[1].pk], actor=world.shipper, at=NOON)
    paid(world, line(world.soap, 4))
    sent = shipped(world, paid(world, line(world.paper, 2)), "SF100200300")
    return {
        "shipments": "/shipments/",
        "picking-queue": "/picking/",
        "picking-list": "/picking/list/",
        "tracking": "/tracking/?q=SF100200300",
        "tracking-unknown": "/tracking/?q=SF0",
        "note-draft": f"/shipments/{draft.number}/",
        "note-confirmed": f"/shipments/{posted.number}/",
        "note-sent": f"/shipments/{sent.number}/",
        "picking": f"/shipments/{draft.number}/picking/",
        "note-edit": f"/shipments/{draft.number}/edit/",
        "note-confirm": f"/shipments/{draft.number}/confirmation/",
        "note-delete": f"/shipments/{draft.number}/deletion/impact/",
        "hand-over": f"/shipments/{posted.number}/hand-over/",
        "reversal": f"/shipments/{posted.number}/reversal/impact/",
        "tracking-new": f"/shipments/{sent.number}/tracking/",
        "ship": f"/orders/{open_order.number}/shipping/",
        "note-new": f"/orders/{open_order.number}/shipments/new/",
        "note-joint": f"/orders/{open_order.number}/shipments/joint/",
        "note-of-two": f"/shipments/{joint.number}/",
        "note-of-two-edit": f"/shipments/{joint.number}/edit/",
        "reallocation": f"/orders/{open_order.number}/reallocation/",
    }


def pages_of_stock(world: World) -> dict[str, str]:
    system, house, soap = Actor.system(), world.warehouse, world.soap
    StockBalance.objects.filter(item=world.paper).update(low_threshold=120, location="B-02")
    entries = [LineEntry(soap.pk, Decimal(20), batch="2609A", unit_cost=Decimal("21.5")), LineEntry(world.paper.pk, Decimal(5))]  # fmt: skip
    draft = create_stock_document(
        direction="in",
        type="purchase",
        warehouse_id=house.pk,
        lines=entries,
        source_text="PO-77",
        actor=system,
        at=NOON,
    )
    posted = create_stock_document(
        direction="in", type="return", warehouse_id=house.pk, lines=entries, confirm=True, actor=system, at=NOON
    )
    small = adjust_stock(
        warehouse_id=house.pk, item_id=soap.pk, difference=Decimal(-3), reason="damage", remark="漏液", actor=system,
        at=NOON,
    )  # fmt: skip
    large = adjust_stock(
        warehouse_id=house.pk, item_id=soap.pk, difference=Decimal(200), reason="found", actor=system, at=NOON
    )
    row = StockBalance.objects.get(item=soap, warehouse=house)
    return {
        "stock-list": "/stock/",
        "moves": "/stock/moves/",
        "stock": f"/stock/{row.pk}/",
        "limits": f"/stock/{row.pk}/limits/",
        "adjust": f"/stock/adjust/?warehouse={house.pk}&item={soap.pk}",
        "adjustments": "/stock/adjustments/",
        "adjustment": f"/stock/adjustments/{small.number}/",
        "adjustment-waiting": f"/stock/adjustments/{large.number}/",
        "approval": f"/stock/adjustments/{large.number}/approve/",
        "papers": "/stock/documents/",
        "paper-new": "/stock/documents/new/in/",
        "paper-edit": f"/stock/documents/{draft.number}/edit/",
        "paper": f"/stock/documents/{posted.number}/",
        "paper-reverse": f"/stock/documents/{posted.number}/reverse/",
        "warehouses": "/warehouses/",
        "warehouse": f"/warehouses/{house.pk}/",
        "warehouse-new": "/warehouses/new/",
        "warehouse-edit": f"/warehouses/{house.pk}/edit/",
    }


DATA = (
    "示例青禾连锁超市 泡沫洗手液 抽取式面巾纸 上门安装 华东一仓 华东二仓 华东分公司 华南分公司 总部 吴九 示例省示例市样板路 号 轻放 漏液 孙七 李四 赵六 郑十 王五 "
    "顺丰速运 中通快递 圆通速递 京东物流 邮政特快 自有车队 系统 单枢示例有限公司 期初 日用 示例 默认分类"
)


@pytest.mark.spec("COM-019", "FUL-001", "FUL-002", "FUL-004", "FUL-009", "INV-001", "INV-002", "INV-003", "INV-005")
@pytest.mark.parametrize("area", ["shipping", "stock"])
@in_every_look
def test_every_page_is_accessible_and_fits(
    go_as: GoAs, live_url: str, axe_source: str, world: World, second: Warehouse, area: str, look: str
) -> None:
    if look == "english":
        User.objects.filter(pk=world.shipper.user_id).update(language="en")
    places = pages_of_shipping(world, second) if area == "shipping" else pages_of_stock(world)
    page = go_as(world.shipper)
    unknown = {name: places.pop(name) for name in ("tracking-unknown",) if name in places}
    walk(page, live_url, places, look, axe_source, data=DATA)
    walk(page, live_url, unknown, look, axe_source, data=DATA, statuses=[404])
    for sent in Shipment.objects.filter(status="in_delivery")[:1] if area == "shipping" else ():
        if look == "english":
            User.objects.filter(pk=world.service_desk.user_id).update(language="en")
        walk(
            go_as(world.service_desk),
            live_url,
            {"goods-receipt": f"/shipments/{sent.number}/receipt/"},
            look,
            axe_source,
            data=DATA,
        )


# ---- ways -----------------------------------------------------------------------------------------------------------
@pytest.mark.spec("FUL-001", "FUL-002", "FUL-004", "FUL-010", "FUL-014")
def test_keeper_clerk_and_service_take_an_order_from_the_shelf_to_the_customer(
    go_as: GoAs, live_url: str, world: World, second: Warehouse
) -> None:
    order: Order = paid(world, line(world.soap, 5))
    page = go_as(world.shipper)
    page.goto(f"{live_url}/orders/{order.number}/reallocation/")
    page.get_by_label("改由仓库").select_option(label="华东二仓")
    page.get_by_label("改派原因").fill("一仓盘点")
    page.get_by_role("button", name="改派").click()
    page.get_by_text("已改派仓库").first.wait_for()
    assert second.balances.get(item=world.soap).reserved == 5

    page.goto(f"{live_url}/orders/{order.number}/shipments/new/")
    page.get_by_label(f"{world.soap.code} {world.soap.name}").fill("3")
    page.get_by_role("button", name="生成发货单").click()
    page.get_by_text("已生成").first.wait_for()
    note = Shipment.objects.get()

    page.goto(f"{live_url}/picking/")
    page.get_by_role("link", name=note.number).first.click()
    page.get_by_role("link", name="拣货打包").click()
    page.get_by_label("箱数").fill("2")
    page.get_by_label("包装尺寸").fill("60×40×30 cm")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("的拣货已记录").first.wait_for()
    page.get_by_role("button", name="确认出库").click()
    page.get_by_text("已出库").first.wait_for()
    page.get_by_role("link", name="交运").click()
    page.get_by_label("物流公司").select_option(label="顺丰速运")
    page.get_by_label("运单号").fill("SF900")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已交运").first.wait_for()
    page.get_by_role("link", name="登记物流动态").click()
    page.get_by_label("地点").fill("示例市中转")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("的物流动态已登记").first.wait_for()
    page.goto(f"{live_url}/tracking/")
    page.get_by_label("运单号、发货单号或订单号").fill("SF900")
    page.get_by_role("button", name="查询").click()
    page.get_by_text("示例市中转").first.wait_for()

    page = go_as(world.service_desk)
    page.goto(f"{live_url}/orders/{order.number}/")
    page.get_by_role("link", name="确认收货").click()
    page.get_by_label("签收凭据").fill("签收单 88 号")
    page.get_by_role("button", name="确认收货").click()
    page.get_by_text("已确认收货").first.wait_for()
    note.refresh_from_db()
    order.refresh_from_db()
    row = order.lines.get()
    assert (note.status, note.boxes, order.status, order.shipping_state) == (
        "signed", 2, "in_progress", "partly_shipped",
    )  # fmt: skip
    assert (row.shipped_quantity, row.signed_quantity) == (3, 3)
    assert second.balances.values_list("on_hand", "reserved").get(item=world.soap) == (17, 2)


@pytest.mark.spec("INV-005", "INV-006", "COM-009")
def test_the_keeper_brings_goods_in_and_corrects_a_count(go_as: GoAs, live_url: str, world: World) -> None:
    page = go_as(world.shipper)
    page.goto(f"{live_url}/stock/documents/new/in/")
    page.get_by_label("仓库").first.select_option(label="华东一仓")
    page.locator("[name='lines-0-item-text']").click()
    choose_first(page, world.soap.code)
    page.locator("[name='lines-0-quantity']").fill("20")
    page.get_by_role("button", name="保存并确认").click()
    page.get_by_text("库存已更新").first.wait_for()
    assert (StockDocument.objects.get().status, world.stock(world.soap)[0]) == ("confirmed", Decimal(120))
    page.goto(f"{live_url}/stock/adjust/?warehouse={world.warehouse.pk}&item={world.soap.pk}")
    page.locator("[name=quantity]").fill("117")
    page.locator("[name=reason]").select_option("count")
    page.get_by_role("button", name="查看影响").click()
    page.get_by_text("现存 120 → 117").first.wait_for()
    assert world.stock(world.soap)[0] == Decimal(120)
    page.get_by_role("button", name="确认调整").click()
    page.get_by_text("已调整库存").first.wait_for()
    assert world.stock(world.soap)[0] == Decimal(117)
