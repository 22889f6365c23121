"""The shared parts in a browser without scripts: everything can still be done."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def expect(thing):
    from playwright.sync_api import expect as playwright_expect

    return playwright_expect(thing)


@pytest.fixture
def plain_page(browser):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_without_scripts_lists_filter_and_page(plain_page, gallery_url):
    plain_page.goto(f"{gallery_url}list/")
    plain_page.locator("#q").fill("青禾")
    plain_page.get_by_role("button", name="查询").first.click()
    expect(plain_page.locator("#list-pager [data-announce]")).to_have_text("共 32 单")

    plain_page.locator("#page-next").click()

    expect(plain_page.locator("#list-pager")).to_contain_text("第 2 页 / 2 页")


def test_without_scripts_lines_are_posted_and_come_back(plain_page, gallery_url):
    plain_page.goto(f"{gallery_url}entry/")
    plain_page.locator("#lines-0-quantity").fill("2")
    plain_page.locator("#lines-0-item").fill("SX")
    plain_page.get_by_role("button", name="重算").click()

    expect(plain_page.locator(".x-errs")).to_contain_text("第 1 行")
    expect(plain_page.locator("#lines-0-quantity")).to_have_value("2")


def test_without_scripts_the_effect_is_said_on_a_page(plain_page, gallery_url):
    plain_page.goto(gallery_url)
    plain_page.get_by_role("button", name="作废订单").click()
    plain_page.locator("#impact-reason").fill("客户取消")
    plain_page.get_by_role("button", name="作废订单").click()

    expect(plain_page.locator(".x-toast").filter(has_text="客户取消")).to_be_visible()
