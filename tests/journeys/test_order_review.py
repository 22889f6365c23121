"""The review queue and the papers of an order in a real browser: where the eye and the cursor are led."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from danshu.sales.models import Order
from danshu.sales.tests.world import World, line
from danshu.testing.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[int | None], None]


@pytest.mark.spec("ORD-016", "ORD-019", "COM-008")
def test_the_open_order_is_in_view_and_a_missing_confirmation_has_the_cursor(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    orders = [world.order(line(world.paper, quantity)) for quantity in range(1, 16)]
    Order.objects.filter(pk=orders[-1].pk).update(customer_id=world.customer.pk)
    sign_in(world.reviewer.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/review/{orders[-1].number}/")
    current, pane = (page.locator(name).bounding_box() for name in (".x-qi[aria-current]", ".x-qlist"))
    assert pane["y"] <= current["y"]
    assert current["y"] + current["height"] <= pane["y"] + pane["height"] + 1
    for box in page.get_by_label("已知悉，确认").all():
        box.check()
    page.get_by_role("button", name="通过，看下一单").click()
    beside = page.get_by_text("核对后勾选，才能通过；名称有误时驳回，由业务员更正")
    beside.wait_for()
    assert page.evaluate("document.activeElement.name") == "company_name_confirmed"
    box, words = page.locator("#id_company_name").bounding_box(), beside.bounding_box()
    assert 0 < words["y"] - box["y"] < 80
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.get_by_text("已通过订单").first.wait_for()
    orders[-1].refresh_from_db()
    assert orders[-1].status == "approved"


@pytest.mark.spec("ORD-019")
def test_the_queue_is_walked_and_an_order_rejected_by_keys(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    first, second = world.order(line(world.soap, 1)), world.order(line(world.paper, 1))
    sign_in(world.reviewer.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/review/")
    page.locator(".x-qname").wait_for()
    page.keyboard.press("j")
    page.wait_for_url(f"**/orders/review/{second.number}/")
    page.keyboard.press("k")
    page.wait_for_url(f"**/orders/review/{first.number}/")
    page.keyboard.press("r")
    page.get_by_text("请写明驳回原因，业务员按它修改").wait_for()
    assert page.evaluate("document.activeElement.name") == "reason"
    page.keyboard.type("数量不对")
    page.get_by_role("button", name="驳回").click()
    page.wait_for_url(f"**/orders/review/{second.number}/")
    first.refresh_from_db()
    assert (first.status, first.reject_reason) == ("rejected", "数量不对")


@pytest.mark.spec("ORD-016", "ORD-019")
def test_the_key_of_approval_works_wherever_the_page_was_clicked_but_not_out_of_another_dialog(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    order, other = world.order(line(world.soap, 1)), world.order(line(world.soap, 2))
    sign_in(world.reviewer.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/review/{other.number}/")
    page.locator(f".x-qi[href*='{order.number}']").click()
    page.wait_for_url(f"**/orders/review/{order.number}/")
    page.locator(".x-qname").click()
    assert page.evaluate("document.activeElement.closest('form')") is None
    page.keyboard.press("Control+Enter")
    page.get_by_text("核对后勾选，才能通过；名称有误时驳回，由业务员更正").wait_for()
    for box in page.get_by_label("已知悉，确认").all():
        box.check()
    page.locator("#id_company_name").check()
    page.locator(".x-qname").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.locator("dialog:modal").wait_for()
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Escape")
    page.locator("dialog:modal").wait_for(state="detached")
    order.refresh_from_db()
    assert order.status == "awaiting_review"
    page.keyboard.press("Control+Enter")
    page.get_by_text("已通过订单").first.wait_for()
    order.refresh_from_db()
    assert order.status == "approved"


@pytest.mark.spec("DOC-001", "ORD-018")
def test_printing_leaves_the_order_where_it_is_and_asks_for_nothing_that_is_missing(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    order = world.approved(line(world.soap, 3))
    sign_in(world.reviewer.user_id)
    page = browser_page
    missing: list[str] = []
    page.context.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{live_url}/orders/{order.number}/")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="打印").first.click()
    assert page.request.get(f"{live_url}/favicon.ico").status == 200  # asked for by a tab that shows a file
    assert opened.value != page
    assert page.url == f"{live_url}/orders/{order.number}/"
    order.refresh_from_db()
    for _turn in range(100):
        if order.print_count:
            break
        page.wait_for_timeout(100)
        order.refresh_from_db()
    assert (order.print_count, missing) == (1, [])


@pytest.mark.spec("ORD-019", "COM-019")
@pytest.mark.parametrize("browser_context", [PHONE], indirect=True)
def test_on_a_phone_the_queue_leads_to_the_order_and_back(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    order = world.order(line(world.soap, 1))
    sign_in(world.reviewer.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/review/")
    queue, pane, approve = page.locator(".x-qlist"), page.locator(".x-qname"), page.get_by_role("button", name="通过")
    assert (queue.is_visible(), pane.is_visible(), approve.is_visible()) == (True, False, False)
    page.locator(".x-qi").click()
    page.wait_for_url(f"**/orders/review/{order.number}/")
    assert (queue.is_visible(), pane.is_visible(), approve.is_visible()) == (False, True, True)
    page.locator(".x-qbody").get_by_role("link", name="待审队列").click()
    page.wait_for_url("**/orders/review/")
    assert queue.is_visible()
