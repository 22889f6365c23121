"""The pages of this module in a real browser: every look, and the whole way of each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from danshu.amendments.tests.test_browser import GoAs, go_as
from danshu.composing.tests.desk import fresh, merge, split
from danshu.composing.tests.shelf import add_customers, stock_shelf
from danshu.identity.models import User
from danshu.sales.models import Order
from danshu.sales.tests.world import World, line
from danshu.testing.looks import in_every_look, problems_of, walk

__all__ = ["go_as"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DATA = (
    "示例青禾连锁超市 泡沫洗手液 抽取式面巾纸 华东一仓 华东分公司 总部 吴九 示例省示例市样板路 号 李四 赵六 王五 系统 单枢示例有限公司 "
    "瓶 提 快递 缺货 一起发 先电话 轻放"
)
TEXT = "示例晚晴花店 明天送\n矿泉水两箱，面巾纸 x3，复印纸A4 10包\n彩虹糖 5包"
READ = f"{DATA} 示例晚晴花店 示例望江楼 矿泉水 红茶 卷筒卫生纸 复印纸 矿泉水两箱 两箱 彩虹糖 包 盒 箱 瓶装 层 抽 克 卷装 明天送 套 只 张"


@pytest.mark.spec("COM-019", "ORD-014", "ORD-021")
@in_every_look
def test_merging_and_splitting_are_accessible_and_fit(
    go_as: GoAs, live_url: str, axe_source: str, office: World, look: str
) -> None:
    if look == "english":
        User.objects.update(language="en")
    first = office.order(line(office.soap, 120), line(office.paper, 3), order_discount=Decimal("10.01"), remark="轻放")
    second = office.order(line(office.paper, 2), remark="先电话", wanted_date=date(2026, 10, 9))
    third = office.order(line(office.soap, 1))
    done = merge(office, third, office.order(line(office.soap, 2)), reason="一起发")
    parted = office.order(line(office.paper, 9))
    split(office, parted, 4, reason="缺货")
    places = {
        "order-split": f"/orders/{first.number}/split/?preset=stock",
        "order-merge": f"/orders/merge/?ids={first.pk},{second.pk}",
        "order-merged": f"/orders/{done.number}/",
        "order-parted": f"/orders/{parted.number}/",
        "order-list": "/orders/",
    }
    walk(go_as(office.reviewer), live_url, places, look, axe_source, data=DATA)


@pytest.mark.spec("COM-019", "ORD-004")
@in_every_look
def test_pasting_is_accessible_and_fits(go_as: GoAs, live_url: str, axe_source: str, office: World, look: str) -> None:
    if look == "english":
        User.objects.update(language="en")
    stock_shelf()
    add_customers(office)
    page = go_as(office.clerk)

    walk(page, live_url, {"order-paste": "/orders/paste/"}, look, axe_source, data=READ)
    page.locator("#text").fill(TEXT)
    page.locator("#text-form [type=submit]").click()
    page.locator("#h-rest").wait_for()
    assert problems_of(page, look, axe_source, name="order-pasted", data=READ) == []


@pytest.mark.spec("ORD-021", "COM-009")
def test_from_the_order_to_its_two_parts(go_as: GoAs, live_url: str, office: World) -> None:
    order = office.order(line(office.soap, 5), line(office.paper, 3))
    page = go_as(office.reviewer)
    page.goto(f"{live_url}/orders/{order.number}/split/")
    typed = page.locator(f"#line-{order.lines.get(position=1).pk}")
    typed.fill("4")
    page.locator("#two-orders", has_text="170.00").wait_for()
    typed.fill("2")  # the effects follow by themselves
    page.locator("#two-orders", has_text="85.00").wait_for()
    page.locator("#foreseen", has_text="两张合计不变").wait_for()
    assert page.locator(f"#stays-{order.lines.get(position=1).pk}").inner_text().startswith("3")
    assert typed.evaluate("box => box === document.activeElement")
    page.get_by_role("button", name="拆分订单").click()
    page.wait_for_url("**/orders/SO-*/")
    new = Order.objects.latest("pk")
    page.locator("h1", has_text=new.number).wait_for()
    assert page.get_by_text(order.number).count() > 0
    assert (str(fresh(order).total), str(new.total)) == ("267.90", "85.00")


@pytest.mark.spec("ORD-014", "COM-004")
def test_two_ticked_orders_of_the_list_become_one(go_as: GoAs, live_url: str, office: World) -> None:
    first, second = office.order(line(office.soap, 2)), office.order(line(office.paper, 1))
    page = go_as(office.clerk)
    page.goto(f"{live_url}/orders/merge/?ids={first.pk},{second.pk}")
    page.locator("#foreseen", has_text=f"{second.number}（").wait_for()
    page.get_by_label(f"保留 {second.number}").check()
    page.locator("#foreseen", has_text=f"{first.number}（").wait_for()
    page.get_by_role("button", name="合并订单").click()
    page.wait_for_url(f"**/orders/{second.number}/")
    assert (fresh(second).line_count, fresh(first).status) == (2, "voided")


@pytest.mark.spec("ORD-004", "ORD-005")
def test_a_pasted_text_is_checked_and_opens_the_form(go_as: GoAs, live_url: str, office: World) -> None:
    stock_shelf()
    add_customers(office)
    page = go_as(office.clerk)
    page.goto(f"{live_url}/orders/paste/")
    page.locator("#text").fill(TEXT)
    page.locator("#text-form [type=submit]").click()
    page.locator("#h-rest").wait_for()
    page.locator("[name=lines-2-item]").select_option(index=1)
    page.get_by_role("button", name="去掉：面巾纸 x3").click()
    page.locator("[name=lines-1-item]").wait_for(state="detached")
    page.get_by_role("button", name="打开订单表单").click()
    page.wait_for_url("**/orders/new/")
    page.locator("[name=lines-0-quantity]").wait_for()
    assert page.locator("[name=lines-0-quantity]").input_value() == "2"
    assert page.locator("[name=lines-0-item-text]").input_value() == "KQS24"
    assert page.locator("[name=wanted_date]").input_value() != ""
    assert not Order.objects.exists()
    page.get_by_role("button", name="保存草稿").or_(page.locator("button[name=save]")).first.click()
    page.wait_for_url("**/orders/SO-*/")
    assert Order.objects.get().line_count == 2
