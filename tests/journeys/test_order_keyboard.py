"""An order typed without a mouse: customer, five lines, checklist, submission; what a refusal leaves behind (ui.md 9)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from danshu.catalog.models import Item
from danshu.catalog.tests.factories import make_item
from danshu.kit.clock import business_date, now
from danshu.parties.indexing import index_customer
from danshu.sales.models import Order
from danshu.sales.tests.world import World, add_stock, line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[int | None], None]
CHECKS = ("customer", "products", "amount", "discount")


def focused(page: Any) -> str:
    """The name of the control with the cursor."""
    return str(page.evaluate("document.activeElement.name || document.activeElement.id"))


def arrive(page: Any, name: str) -> None:
    """Wait until the cursor stands in a control; the content policy allows no waiting by script."""
    for _turn in range(100):
        if focused(page) == name:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the cursor is in {focused(page)}, not in {name}")


def tab_to(page: Any, name: str) -> None:
    """Press Tab until the cursor stands in a control; a page that holds it captive fails."""
    for _press in range(80):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def stocked(world: World, count: int) -> list[Item]:
    """Further products with stock."""
    made = [make_item(f"键盘商品 {number}", sale_price=Decimal(10 + number)) for number in range(count)]
    for item in made:
        add_stock(world.warehouse, item, 100)
    return made


@pytest.mark.spec("ORD-004", "ORD-005", "ORD-008", "COM-019")
def test_five_lines_are_typed_and_submitted_by_keyboard_alone(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    world.customer.save(update_fields=index_customer(world.customer))  # found by typing
    world.order(line(world.paper, 1))  # how this customer is delivered to is known from here
    items = [world.soap, world.paper, *stocked(world, 3)]
    sign_in(world.clerk.user_id)
    page, keys = browser_page, browser_page.keyboard
    page.goto(f"{live_url}/orders/new/")
    arrive(page, "customer-text")
    keys.type("青禾")
    keys.press("Enter")
    page.locator("#customer-facts").get_by_text("KH-0001").wait_for()
    keys.press("Enter")
    for number, item in enumerate(items):
        arrive(page, f"lines-{number}-item-text")
        keys.type(item.code)
        keys.press("Enter")
        keys.type(str(number + 1))
        keys.press("Enter")
        arrive(page, f"lines-{number}-price")
        keys.press("Enter")
        arrive(page, f"lines-{number}-discount")
        keys.press("Enter")
    arrive(page, "lines-5-item-text")
    assert page.locator("tr[data-line]").count() == 6
    keys.press("Enter")
    arrive(page, "order_discount")
    page.locator("#totals").get_by_text("（5 种）").wait_for()
    assert page.locator("[name=delivery_method]").input_value() == str(world.delivery_method_id)
    for name in CHECKS:
        tab_to(page, f"checklist-{name}")
        keys.press("Space")
    keys.press("Control+Enter")
    page.get_by_text("已提交审核").first.wait_for()
    order = Order.objects.latest("pk")
    found = list(order.lines.order_by("position").values_list("item_id", "quantity"))
    assert found == [(item.pk, Decimal(number)) for number, item in enumerate(items, start=1)]
    assert (order.status, order.delivery_method_id) == ("awaiting_review", world.delivery_method_id)


@pytest.mark.spec("ORD-004", "ORD-008", "COM-008")
def test_a_refused_submission_keeps_the_lines_one_empty_line_and_leads_to_the_gap(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    sign_in(world.clerk.user_id)
    page, keys = browser_page, browser_page.keyboard
    late: list[Any] = []  # previews that are answered only after the page has been refused
    page.route("**/orders/preview/", lambda route: late.append(route))
    page.goto(f"{live_url}/orders/new/?customer={world.customer.pk}")
    page.locator("[name='lines-0-item-text']").focus()
    keys.type(world.soap.code)
    keys.press("Enter")
    keys.type("3")
    for _press in range(3):
        keys.press("Enter")
    arrive(page, "lines-1-item-text")
    assert page.locator("tr[data-line]").count() == 2
    while not late:
        page.wait_for_timeout(50)
    keys.press("Control+Enter")
    summary = page.locator(".x-errs")
    summary.wait_for()
    page.locator(".x-errs:focus").wait_for()
    assert page.locator("tr[data-line]").count() == 2
    assert page.locator("[name='lines-0-quantity']").input_value() == "3"
    assert "商品订单需要配送方式" in summary.inner_text()
    for route in late:
        route.continue_()
    page.wait_for_timeout(300)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    arrive(page, "delivery_method")
    beside = page.locator("[name=delivery_method]").get_attribute("aria-describedby")
    assert "商品订单需要配送方式" in page.locator(f"[id='{beside}']").inner_text()
    assert Order.objects.count() == 0


@pytest.mark.spec("ORD-004")
def test_enter_in_the_head_goes_to_the_lines_and_sends_nothing(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    sign_in(world.clerk.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/new/?customer={world.customer.pk}")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/orders/new/") else None)
    page.locator("[name=external_number]").fill("PO-1")
    page.keyboard.press("Enter")
    arrive(page, "lines-0-item-text")
    assert (sent, Order.objects.count()) == ([], 0)


@pytest.mark.spec("ORD-004", "ORD-006")
def test_usual_items_are_added_by_a_press_and_f2_shows_what_was_paid(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    order = world.approved(line(world.soap, 2, discount_rate=Decimal(96)))
    Order.objects.update(order_date=business_date(now()))
    sign_in(world.clerk.user_id)
    page, keys = browser_page, browser_page.keyboard
    page.goto(f"{live_url}/orders/new/?customer={world.customer.pk}")
    for _press in range(2):
        page.get_by_role("button", name=f"添加 {world.soap.name}").click()
        arrive(page, "lines-0-quantity")
    assert page.locator("[name='lines-0-quantity']").input_value() == "2"
    page.locator("#totals").get_by_text("85.00").first.wait_for()
    keys.press("F2")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(order.number).wait_for()
    assert "40.80" in dialog.inner_text()
    keys.press("Escape")
    arrive(page, "lines-0-quantity")

    page.goto(f"{live_url}/orders/new/?copy={order.number}")
    page.locator("#totals").get_by_text("85.00").first.wait_for()
    assert page.locator("[name='lines-0-item-text']").input_value() == world.soap.code
    assert page.locator("tr[data-line]").count() == 2
