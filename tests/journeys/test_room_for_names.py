"""On the screens people have, names of goods and amounts keep their room in the tables of an order."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from danshu.catalog.models import Item
from danshu.identity.models import User
from danshu.sales.models import OrderLine
from danshu.sales.tests.world import World, line
from danshu.testing.looks import keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[int | None], None]
NAME = "浓缩多用途清洁消毒湿巾 家庭装"
SIDEWAYS = """[...document.querySelectorAll('html, .x-main, .x-lines, .x-side-scroll')]
    .map(each => each.scrollWidth - each.clientWidth).filter(more => more > 0)"""
LINES_OF_TEXT = """[...document.querySelectorAll('td.g-name')].map(cell => {
    const range = document.createRange(); range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map(each => Math.round(each.top))).size; })"""


@pytest.mark.spec("ORD-004", "COM-019")
def test_a_long_name_is_read_in_the_line_grid_on_a_small_screen(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    Item.objects.update(name=NAME)
    order = world.order(line(world.soap, 95), line(world.paper, 90, discount_rate=Decimal("96.5")), submit=False)
    sign_in(world.clerk.user_id)
    page = browser_page
    for language in ("zh-hans", "en"):
        User.objects.update(language=language)
        for width in (1280, 1366, 1440):
            page.set_viewport_size({"width": width, "height": 768})
            page.goto(f"{live_url}/orders/{order.number}/edit/")
            name = page.locator("td.g-name").first
            assert NAME in name.inner_text()
            assert name.bounding_box()["width"] >= 180, (language, width)
            assert max(page.evaluate(LINES_OF_TEXT)) <= 2, (language, width)
            assert page.evaluate(SIDEWAYS) == [], (language, width)
            keep_picture(page, f"grid-{language}-{width}")
    page.locator("#lines-1-item").focus()
    assert page.locator("#lines-1-item").bounding_box()["width"] >= 168, "room for what is typed to find goods"


@pytest.mark.spec("ORD-019", "COM-019")
def test_no_figure_of_the_review_page_is_cut_on_a_small_screen(
    world: World, sign_in: SignIn, browser_page: Any, live_url: str
) -> None:
    Item.objects.update(name=NAME)
    order = world.order(line(world.soap, 250), line(world.paper, 90, discount_rate=Decimal("96.5")))
    assert OrderLine.objects.filter(order=order, amount__gt=1000).exists()
    sign_in(world.reviewer.user_id)
    page = browser_page
    for language in ("zh-hans", "en"):
        User.objects.update(language=language)
        for width in (360, 1280, 1366):
            page.set_viewport_size({"width": width, "height": 768})
            page.goto(f"{live_url}/orders/review/{order.number}/")
            keep_picture(page, f"review-{language}-{width}")
            assert page.locator(".x-compare tbody tr").count() == 2
            assert page.evaluate(SIDEWAYS) == [], (language, width)
