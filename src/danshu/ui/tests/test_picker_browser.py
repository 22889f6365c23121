"""Pickers in a real browser: typing, clearing, the window with query and pages (COM-007)."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def expect(thing):
    from playwright.sync_api import expect as playwright_expect

    return playwright_expect(thing)


@pytest.fixture
def page(browser_page):
    return browser_page


@pytest.mark.spec("COM-007")
def test_a_picker_searches_chooses_and_clears(page, gallery_url):
    page.goto(f"{gallery_url}form/")
    box = page.locator("#id_owner")
    box.press_sequentially("zh")
    expect(page.locator("#id_owner-list [role=option]")).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value("郑十")
    expect(page.locator("input[name=owner]")).to_have_value("郑十")

    page.locator("[data-picker] [data-clear]").click()

    expect(box).to_have_value("")
    expect(page.locator("input[name=owner]")).to_have_value("")


@pytest.mark.spec("COM-007")
def test_the_picker_window_has_query_and_pages_and_a_press_chooses(page, gallery_url):
    page.goto(f"{gallery_url}form/")
    opener = page.locator("[data-picker] [data-window]").first
    opener.click()
    window = page.locator("dialog:modal")
    expect(window.locator("input[type=search]")).to_be_focused()
    expect(window.locator("[data-pick]").first).to_be_visible()

    window.locator("input[type=search]").fill("zh")
    page.keyboard.press("Enter")
    expect(window.locator("[data-pick]")).to_have_count(1)
    window.locator("[data-pick]").click()

    expect(page.locator("dialog:modal")).to_have_count(0)
    expect(page.locator("#id_owner")).to_have_value("郑十")
    expect(page.locator("input[name=owner]")).to_have_value("郑十")


@pytest.mark.spec("COM-007")
def test_enter_on_a_name_that_nothing_has_stays_and_chooses_nothing(page, gallery_url):
    page.goto(f"{gallery_url}form/")
    box = page.locator("#id_owner")
    box.press_sequentially("qqqq")
    expect(page.locator("#id_owner-list .none")).to_be_visible()
    box.press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value("qqqq")
    expect(page.locator("input[name=owner]")).to_have_value("")
    assert page.url == f"{gallery_url}form/"
