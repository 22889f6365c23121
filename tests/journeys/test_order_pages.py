"""The order's pages in a real browser, as each role works on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from danshu.sales.models import Order
from danshu.sales.tests.world import World, line
from danshu.testing.browser import choose_first

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.spec("ORD-017", "COM-002")
def test_the_list_shows_orders_in_scope_with_status_and_totals(
    world: World, sign_in: Callable[[int | None], None], browser_page: Any, live_url: str
) -> None:
    order = world.order()
    sign_in(world.clerk.user_id)
    browser_page.goto(f"{live_url}/orders/")
    assert browser_page.get_by_role("link", name=order.number, exact=True).is_visible()
    assert browser_page.get_by_text("待审核").first.is_visible()
    browser_page.screenshot(path="build/screens/order-list.png")


@pytest.mark.spec("ORD-018")
def test_the_detail_shows_only_the_actions_valid_now(
    world: World, sign_in: Callable[[int | None], None], browser_page: Any, live_url: str
) -> None:
    order = world.order()
    sign_in(world.clerk.user_id)
    browser_page.goto(f"{live_url}/orders/{order.number}/")
    assert browser_page.get_by_role("heading", name=order.number).is_visible()
    assert browser_page.get_by_role("link", name="编辑").is_visible()
    assert browser_page.get_by_role("link", name="审核", exact=True).count() == 0
    browser_page.screenshot(path="build/screens/order-detail.png", full_page=True)


@pytest.mark.spec("ORD-019")
def test_the_reviewer_approves_from_the_queue(
    world: World, sign_in: Callable[[int | None], None], browser_page: Any, live_url: str
) -> None:
    order = world.order()
    world.order(line(world.soap, 500))
    sign_in(world.reviewer.user_id)
    browser_page.goto(f"{live_url}/orders/review/")
    browser_page.screenshot(path="build/screens/review.png")
    browser_page.goto(f"{live_url}/orders/review/{order.number}/")
    browser_page.get_by_label("是客户的正确公司名称").check()
    browser_page.get_by_label("已知悉，确认").check()
    browser_page.get_by_role("button", name="通过，看下一单").click()
    browser_page.get_by_text("已通过订单").first.wait_for()
    order.refresh_from_db()
    assert order.status == "approved"


@pytest.mark.spec("ORD-004", "ORD-009")
def test_a_clerk_enters_an_order_with_the_keyboard(
    world: World, sign_in: Callable[[int | None], None], browser_page: Any, live_url: str
) -> None:
    sign_in(world.clerk.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/new/?customer={world.customer.pk}")
    page.screenshot(path="build/screens/order-entry-empty.png", full_page=True)
    page.locator("[name='lines-0-item-text']").click()
    choose_first(page, world.soap.code)
    page.locator("[name='lines-0-quantity']").fill("3")
    page.keyboard.press("Tab")
    page.locator("#totals").get_by_text("127.50").first.wait_for()
    page.screenshot(path="build/screens/order-entry.png", full_page=True)
    page.get_by_label("配送方式").select_option(label="快递")
    for label in ("客户信息完整无误", "商品名称、数量、规格已核对", "金额已与客户确认", "折扣与促销已核实"):
        page.get_by_label(label).check()
    page.get_by_role("button", name="提交审核").click()
    page.get_by_text("已提交审核").first.wait_for()
    order = Order.objects.get()
    assert (order.status, str(order.total), order.line_count) == ("awaiting_review", "127.50", 1)


@pytest.mark.spec("ORD-012", "FIN-002", "FUL-009", "FUL-014", "ORD-031")
def test_finance_shipping_service_and_desk_take_an_approved_order_to_completed(
    world: World, sign_in: Callable[[int | None], None], browser_page: Any, live_url: str
) -> None:
    order = world.approved()
    page, address = browser_page, f"{live_url}/orders/{order.number}/"
    sign_in(world.finance.user_id)
    page.goto(address)
    page.get_by_role("link", name="登记收款").click()
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已登记并核销").first.wait_for()
    sign_in(world.shipper.user_id)
    page.goto(address)
    page.get_by_role("link", name="发货", exact=True).click()
    page.get_by_label("物流公司").select_option(label="顺丰速运")
    page.get_by_label("运单号").fill("SF0001")
    page.locator(".x-actbar button[type=submit]").click()
    page.get_by_text("已发货").first.wait_for()
    sign_in(world.service_desk.user_id)
    page.goto(address)
    page.get_by_role("link", name="确认收货").first.click()
    page.get_by_label("签收凭据").fill("签收单 0918")
    page.get_by_role("button", name="确认收货").click()
    page.get_by_text("已确认收货").first.wait_for()
    page.screenshot(path="build/screens/shipment.png", full_page=True)
    sign_in(world.reviewer.user_id)
    page.goto(address)
    page.get_by_role("link", name="完成订单").click()
    page.get_by_label("满意度").select_option("5")
    page.get_by_role("button", name="完成订单").click()
    page.get_by_text("已完成").first.wait_for()
    order.refresh_from_db()
    assert (order.status, order.payment_state, order.satisfaction) == ("completed", "paid", 5)
    page.goto(address)
    page.screenshot(path="build/screens/order-completed.png", full_page=True)
