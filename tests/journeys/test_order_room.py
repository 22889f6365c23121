"""What people look for is in view: room in the head of the review page, the present step, all columns of the lines."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from danshu.access.models import Role, UserRole
from danshu.billing.operations.pay_order import pay_order
from danshu.catalog.models import Item
from danshu.dictionaries.queries import id_of
from danshu.fulfilment.operations.ship_order import ship_order
from danshu.identity.models import User
from danshu.inventory.models import Warehouse
from danshu.parties.models import Customer
from danshu.sales.models import Order
from danshu.sales.tests.world import NOON, World, line
from danshu.testing.looks import in_every_look, keep_picture, looks, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[int | None], None]


@pytest.mark.spec("ORD-019", "COM-019")
@looks("light", "english")
def test_the_head_of_the_review_page_has_room_for_everything(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str, look: str
) -> None:
    Customer.objects.update(name="示例青禾连锁超市有限公司")
    User.objects.update(language="en" if look == "english" else "zh-hans")
    orders = [world.order(line(world.soap, n)) for n in (1, 2, 3)]
    sign_in(world.reviewer.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/review/{orders[1].number}/")
    name, meta, acts = (page.locator(f".x-qhead {each}").bounding_box() for each in (".x-qname", ".x-qmeta", ".acts"))
    assert (name["height"], meta["height"]) == (28, 32), "one line each"
    assert name["x"] + name["width"] <= acts["x"]
    assert meta["y"] >= acts["y"] + acts["height"]
    keep_picture(page, f"review-head-{look}")


def paid_and_shipped(world: World) -> str:
    """An order of long names, paid and on its way to the customer."""
    Item.objects.update(name="浓缩多用途清洁消毒湿巾 家庭装")
    Warehouse.objects.update(name="华东第一中央配送仓库")
    order = world.approved(line(world.soap, 95), line(world.paper, 90, discount_rate=Decimal("96.5")))
    pay_order(order_id=order.pk, amount=order.total, received_date=NOON.date(), method="bank_transfer",
              actor=world.finance, at=NOON)  # fmt: skip
    ship_order(order_id=order.pk, carrier_id=id_of("carrier", "sf"), tracking_number="SF1", actor=world.shipper,
               at=NOON)  # fmt: skip
    return order.number


@pytest.mark.spec("ORD-018", "COM-019")
@looks("phone")
def test_on_a_phone_the_steps_stand_at_the_present_one(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str, look: str
) -> None:
    sign_in(world.reviewer.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/{paid_and_shipped(world)}/")
    bar, step = page.locator(".x-steps").bounding_box(), page.locator(".x-steps [aria-current]").bounding_box()
    assert bar["x"] <= step["x"]
    assert step["x"] + step["width"] <= bar["x"] + bar["width"]
    assert page.evaluate("scrollY") == 0
    keep_picture(page, f"steps-{look}")


@pytest.mark.spec("ORD-018", "COM-019")
@looks("light", "english")
def test_all_columns_of_the_lines_are_in_view(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str, look: str
) -> None:
    User.objects.update(language="en" if look == "english" else "zh-hans")
    sign_in(world.reviewer.user_id)
    page = browser_page
    for number in (paid_and_shipped(world), world.order(line(world.soap, 500)).number):
        page.goto(f"{live_url}/orders/{number}/")
        hidden = "[...document.querySelectorAll('.x-side-scroll')].map(e => e.scrollWidth - e.clientWidth)"
        assert page.evaluate(hidden) == [0]
        keep_picture(page, f"lines-{number}-{look}")


@pytest.mark.spec("COM-004", "COM-009", "COM-019")
@in_every_look
def test_before_several_orders_are_approved_the_dialog_tells_which_can_pass(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str, axe_source: str, look: str
) -> None:
    User.objects.update(language="en" if look == "english" else "zh-hans")
    world.order(line(world.soap, 2))
    world.order(line(world.paper, 500))
    sign_in(world.reviewer.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/")
    for box in page.locator("#list-rows [name=ids]").all():
        box.evaluate("box => box.click()")  # on a phone the whole card is a link
    page.locator("#list-batch [value=approve]").dispatch_event("click")
    dialog = page.locator("dialog:modal")
    dialog.wait_for()
    assert [len(dialog.locator(each).all()) for each in (".x-refused li", ".x-impact li", "[type=submit]")] == [1, 1, 1]
    assert problems_of(page, look, axe_source, name="batch-question") == []
    dialog.locator("[type=submit]").click()
    page.get_by_text("1 order approved" if look == "english" else "已通过 1 单").first.wait_for()


@pytest.mark.spec("COM-004", "COM-019")
@looks("phone")
def test_on_a_phone_cards_are_chosen_by_touch_and_opened_beside_the_box(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str, look: str
) -> None:
    for quantity in (2, 3):
        world.order(line(world.soap, quantity))
    sign_in(world.reviewer.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/")
    boxes = page.locator("#list-rows [name=ids]")
    boxes.nth(0).tap()
    page.locator("#list-rows .c-sel").nth(1).tap(position={"x": 4, "y": 40})  # beside the box, in its strip
    assert [box.is_checked() for box in boxes.all()] == [True, True]
    keep_picture(page, f"ticks-{look}")
    page.locator("#list-batch [value=approve]:visible").tap()
    dialog = page.locator("dialog:modal")
    dialog.wait_for()
    assert "2" in dialog.inner_text()
    page.goto(f"{live_url}/orders/")
    page.locator("#list-rows .c-number a").first.tap()  # the card
    page.wait_for_url("**/orders/SO-*/")


@pytest.mark.spec("FIN-012", "ORD-018", "COM-019")
@in_every_look
def test_the_totals_of_an_order_say_what_is_due_after_an_allowance(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str, axe_source: str, look: str
) -> None:
    order = world.approved(line(world.soap, 20))
    assert order.total == Decimal("850.00")
    Order.objects.filter(pk=order.pk).update(
        paid_amount=850, refunded_amount=100, allowed_amount=100, payment_state="paid", cost_total=425
    )
    english = look == "english"
    User.objects.update(language="en" if english else "zh-hans")
    UserRole.objects.create(user_id=world.reviewer.user_id, role=Role.objects.get(code="SMG"))  # sees costs
    sign_in(world.reviewer.user_id)
    page = browser_page
    page.goto(f"{live_url}/orders/{order.number}/")
    said = page.locator(".x-foot .x-totals").inner_text().split("\n")
    words = ["Allowance", "Due after allowance"] if english else ["折让", "折让后应收"]
    assert [each for each in said if each][-4:] == [
        words[0],
        "−100.00",
        words[1],
        "CNY 750.00" if english else "¥750.00",
    ]
    assert ("before allowances" if english else "未扣折让") in page.locator(".x-facts").first.inner_text()
    assert problems_of(page, look, axe_source, name="allowance") == []
