"""The pages of change orders in a real browser: every look, and the way from the order to the decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from danshu.amendments.models import Amendment
from danshu.amendments.tests.desk import accept, fresh, propose, quantities
from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.sales.tests.world import World
from danshu.testing.looks import in_every_look, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GoAs = Callable[[Actor], Any]
DATA = (
    "示例青禾连锁超市 泡沫洗手液 抽取式面巾纸 华东一仓 华东分公司 总部 吴九 示例省示例市样板路 号 客户要求 李四 赵六 王五 系统 单枢示例有限公司 "
    "成为大额订单 占用 释放 瓶 提 快递 新址"
)


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


@pytest.mark.spec("COM-019", "ORD-014")
@in_every_look
def test_every_page_is_accessible_and_fits(
    go_as: GoAs, live_url: str, axe_source: str, office: World, look: str
) -> None:
    if look == "english":
        User.objects.update(language="en")
    order = office.approved()
    accept(office, propose(office, order, quantities(4, 3)))
    open_one = propose(office, order, quantities(9, None), delivery_address="新址 1 号")
    other = office.approved()
    places = {
        "change-list": "/order-changes/",
        "change-open": f"/order-changes/{open_one.number}/",
        "change-accept": f"/order-changes/{open_one.number}/accept/",
        "change-done": f"/order-changes/{order.number}-C1/",
        "change-new": f"/orders/{other.number}/changes/new/",
        "change-order": f"/orders/{order.number}/",
    }
    walk(go_as(office.reviewer), live_url, places, look, axe_source, data=DATA)


@pytest.mark.spec("ORD-014", "ORD-019", "COM-009")
def test_from_the_order_to_the_decision(go_as: GoAs, live_url: str, office: World) -> None:
    order = office.approved()
    page = go_as(office.clerk)
    page.goto(f"{live_url}/orders/{order.number}/changes/new/")
    page.locator("[name=lines-0-quantity]").fill("7")
    page.locator("[name=lines-0-quantity]").press("Tab")
    page.locator("#money", has_text="437.90").wait_for()
    assert "应收增加" in page.locator("#foreseen").inner_text()
    page.locator("[name=reason]").fill("客户多要")
    page.get_by_role("button", name="提交变更").click()
    page.wait_for_url(f"**/order-changes/{order.number}-C1/")

    page = go_as(office.reviewer)
    page.goto(f"{live_url}/order-changes/{order.number}-C1/")
    page.get_by_role("button", name="通过", exact=True).click()
    page.locator("dialog").get_by_role("button", name="通过变更").click()
    page.locator("h1 ~ *", has_text="变更已生效").first.wait_for()
    assert (str(fresh(order).total), Amendment.objects.get().status) == ("437.90", "accepted")
