"""The pages of currencies in a real browser, in every look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from danshu.currencies.tests.factories import currency, orderable, rate
from danshu.identity.models import User
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.parties.tests.factories import person
from danshu.sales.tests.conftest import give_roles
from danshu.sales.tests.world import World, build_world
from danshu.testing.looks import in_every_look, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.spec("CAT-020", "COM-019")]
ORDER_DATA = "单枢示例有限公司 示例青禾连锁超市 泡沫洗手液 抽取式面巾纸 李四 周八 吴九 华东分公司 华东一仓 总部 示例省 示例市 样板路 号 示例省示例市样板路"
GoAs = Callable[[Actor], Any]
DATA = "单枢商贸 示例财务 系统 单枢示例有限公司 示例公司 月末调整 错录 美元"


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


@in_every_look
def test_every_page_is_accessible_and_fits(go_as: GoAs, live_url: str, axe_source: str, look: str) -> None:
    finance = person("FNC", unit=make_unit("示例公司"), name="示例财务")
    if look == "english":
        User.objects.update(language="en")
    usd = orderable("USD", "7.0912")
    wrong = rate("USD", "7.123456", date(2026, 9, 1))
    rate("USD", "7.15", date(2026, 9, 2))
    orderable("JPY", "0.048123")
    places = {
        "currencies-list": "/currencies/",
        "currencies-new": "/currencies/new/",
        "currencies-one": f"/currencies/{usd.pk}/",
        "currencies-edit": f"/currencies/{usd.pk}/edit/",
        "currencies-rate": f"/currencies/{usd.pk}/rates/new/",
        "currencies-invalidate": f"/currencies/{usd.pk}/invalidate/",
        "currencies-delete": f"/currencies/{currency('VND').pk}/delete/",
        "rates-list": "/exchange-rates/",
        "rates-withdraw": f"/exchange-rates/{wrong.pk}/withdraw/",
    }
    walk(go_as(finance), live_url, places, look, axe_source, data=DATA)


def office() -> World:
    """The small company with stored roles, selling in dollars."""
    world = build_world()
    give_roles(world.clerk)
    User.objects.update(profile_completed_at=world.warehouse.created_at, password_changed_at=world.warehouse.created_at)
    orderable("USD", "7.1234")
    return world


@in_every_look
def test_a_foreign_order_shows_both_amounts(go_as: GoAs, live_url: str, axe_source: str, look: str) -> None:
    world = office()
    if look == "english":
        User.objects.update(language="en")
    order, draft = world.order(currency="USD"), world.order(currency="USD", submit=False)
    places = {
        "order-foreign": f"/orders/{order.number}/",
        "order-foreign-edit": f"/orders/{draft.number}/edit/",
        "orders-foreign": "/orders/",
    }
    walk(go_as(world.clerk), live_url, places, look, axe_source, data=ORDER_DATA)


def test_choosing_a_currency_prices_the_sheet_anew(go_as: GoAs, live_url: str) -> None:
    world = office()
    draft = world.order(submit=False)
    page = go_as(world.clerk)
    page.goto(f"{live_url}/orders/{draft.number}/edit/")
    assert "225.40" in page.locator("#totals").inner_text()
    page.locator("#id_currency").select_option("USD")
    page.locator("#totals", has_text="USD 31.65").wait_for()
    assert "¥225.46" in page.locator("#totals").inner_text()
    page.locator("button[name=save]").click()
    page.wait_for_url(f"{live_url}/orders/{draft.number}/")
    draft.refresh_from_db()
    assert (draft.currency, str(draft.rate), str(draft.total)) == ("USD", "7.123400", "31.65")
