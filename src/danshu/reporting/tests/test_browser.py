"""The report of sales in a real browser: reachable parts, contrast, phone, English (COM-019)."""

from __future__ import annotations

from typing import Any

import pytest

from danshu.identity.models import User
from danshu.reporting.tests.people import led_world
from danshu.reporting.tests.test_sales_by_month import at, signed_in, sold
from danshu.sales.tests.world import World
from danshu.testing.browser import DESKTOP
from danshu.testing.looks import LOOKS, keep_picture, on_every_device, problems_of, sign_in, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DATA = """示例青禾连锁超市 泡沫洗手液 抽取式面巾纸 李四 赵六 总部 华东分公司 单枢示例有限公司 分类"""


@pytest.fixture
def world(transactional_db: None) -> World:
    made = led_world()
    for month, quantity in ((1, 4), (2, 2), (3, 6), (8, 3)):
        sold(made, quantity, at(2026, month))
    sold(made, 5, at(2025, 3))
    signed_in(made.reviewer, *made.reviewer.roles)
    return made


@pytest.mark.spec("RPT-003", "COM-019")
def test_the_report_is_read_on_a_desk_and_on_a_phone(
    browser_page: Any, live_url: str, world: World, axe_source: str
) -> None:
    page = browser_page
    sign_in(page, live_url, world.reviewer.user_id)
    for look in ("light", "dark", "phone"):
        page.set_viewport_size(LOOKS[look]["viewport"])
        page.emulate_media(color_scheme="dark" if look == "dark" else "light")
        page.goto(f"{live_url}/reports/sales/?year=2026")
        assert problems_of(page, look, axe_source, name="report") == []
        assert page.locator(".x-report").evaluate("region => region.clientHeight") > 300, look
        page.goto(f"{live_url}/reports/orders/?from=2026-05-01&to=2026-01-01")
        assert page.get_by_text("结束日期不能早于开始日期").is_visible(), look
        assert problems_of(page, look, axe_source, name="statistics-refused") == []
    page.set_viewport_size(DESKTOP["viewport"])
    page.goto(f"{live_url}/reports/sales/?year=2026")
    page.get_by_role("row", name="2026-03").get_by_role("link").first.click()
    page.wait_for_url("**/orders/?**approved_from=2026-03-01**")
    assert page.locator("tbody tr").count() == 1


@pytest.mark.spec("COM-015")
def test_the_report_speaks_english(browser_page: Any, live_url: str, world: World) -> None:
    page = browser_page
    User.objects.filter(pk=world.reviewer.user_id).update(language="en")
    sign_in(page, live_url, world.reviewer.user_id)
    page.goto(f"{live_url}/reports/sales/?year=2026")
    keep_picture(page, "report-english")
    assert page.get_by_role("heading", level=1).inner_text() == "Sales report"
    assert page.get_by_role("columnheader", name="Average per order").count() == 1


@on_every_device
def test_order_statistics_are_read_on_every_screen_and_lead_to_their_orders(
    browser_page: Any, live_url: str, world: World, axe_source: str, look: str
) -> None:
    page = browser_page
    if look == "english":
        User.objects.filter(pk=world.reviewer.user_id).update(language="en")
    sign_in(page, live_url, world.reviewer.user_id)
    base = "/reports/orders/?from=2026-01-01&to=2026-12-31"
    places = {"statistics": f"{base}&compare=year_before", "statistics-item": f"{base}&by=item",
              "report-narrowed": f"/reports/sales/?year=2026&item={world.soap.pk}"}  # fmt: skip
    walk(page, live_url, places, look, axe_source, data=DATA)
    page.goto(live_url + places["statistics"])
    page.locator(".x-stats tbody td a").first.click()
    page.wait_for_url("**/orders/?**approved_from=2026-01-01**")
    assert page.locator("#list-result tbody tr").count() == 1


def test_keeping_conditions_opens_inside_the_page(browser_page: Any, live_url: str, world: World) -> None:
    page = browser_page
    sign_in(page, live_url, world.reviewer.user_id)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{live_url}/reports/orders/?from=2026-01-01&to=2026-12-31")
    page.locator(".acts .x-pop summary").click()
    keep_picture(page, "statistics-keep")
    assert page.locator(".acts .x-fpanel").evaluate("panel => panel.getBoundingClientRect().right <= innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_figures_come_first_and_conditions_unfold(browser_page: Any, live_url: str, world: World) -> None:
    page = browser_page
    sign_in(page, live_url, world.reviewer.user_id)
    page.set_viewport_size({"width": 360, "height": 740})
    for by in ("month", "customer"):
        page.goto(f"{live_url}/reports/orders/?by={by}&from=2026-01-01&to=2026-12-31")
        keep_picture(page, f"statistics-360-{by}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), by
        assert page.locator(".x-course").evaluate("chart => chart.getBoundingClientRect().top < innerHeight")
        amount = page.locator(".x-stats tbody tr").first.locator("td.strong")
        assert amount.evaluate("cell => cell.getBoundingClientRect().right <= innerWidth"), by
    assert not page.locator("select[name=currency]").is_visible()
    page.locator("label[for=report-open]").click()
    assert page.get_by_role("button", name="查看", exact=True).is_visible()
    keep_picture(page, "statistics-360-open")


@on_every_device
def test_the_conditions_of_the_sales_report_open_and_narrow(
    browser_page: Any, live_url: str, world: World, look: str
) -> None:
    page = browser_page
    sign_in(page, live_url, world.reviewer.user_id)
    page.goto(f"{live_url}/reports/sales/?year=2026")
    page.locator(".x-tools .x-pop summary").click()
    page.select_option("select[name=channel]", "phone")
    keep_picture(page, f"report-conditions-{look}")
    page.locator(".x-conditions button[type=submit]").click()
    page.wait_for_url("**channel=phone**")
    assert page.locator("tfoot td").first.inner_text() == "0"
