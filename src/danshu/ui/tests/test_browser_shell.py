"""Theme button and pager in a real browser."""

from __future__ import annotations

import pytest

from danshu.testing.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser


def expect(thing):
    from playwright.sync_api import expect as playwright_expect

    return playwright_expect(thing)


@pytest.fixture
def page(browser_page):
    return browser_page


@pytest.mark.spec("COM-019")
@pytest.mark.parametrize(
    ("browser_context", "seen"),
    [({**DESKTOP, "color_scheme": "dark"}, ["light", "dark", "auto"]),
     ({**DESKTOP, "color_scheme": "light"}, ["dark", "light", "auto"])],
    indirect=["browser_context"],
)  # fmt: skip
def test_each_press_on_the_theme_button_is_seen_whatever_the_system_shows(page, gallery_url, seen):
    page.goto(gallery_url)
    found = []
    for _press in seen:
        page.locator("[data-theme]").first.click()
        found.append(page.locator("html").get_attribute("data-bs-theme"))
    assert found == seen


@pytest.mark.spec("COM-003")
@pytest.mark.parametrize("browser_context", [PHONE], indirect=True)
def test_the_phone_can_jump_to_a_page(page, gallery_url):
    page.goto(gallery_url.rstrip("/") + "/list/?size=20")
    box = page.locator("#list-jump")
    box.scroll_into_view_if_needed()
    assert box.bounding_box()["height"] >= 44
    box.fill("2")
    box.press("Enter")
    expect(page.locator("#list-pager")).to_contain_text("第 2 页")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.spec("COM-001")
def test_the_count_in_the_menu_follows_a_batch_at_once(page, gallery_url, monkeypatch):
    from danshu.kit import navigation

    waiting = [3]
    monkeypatch.setattr(navigation, "ENTRIES", [])
    navigation.entry("sales", "销售订单", "ui:gallery_list", permission="gallery.page", icon="file-invoice",
                     count=lambda _actor: waiting[0])  # fmt: skip
    page.goto(gallery_url.rstrip("/") + "/list/?status=submitted")
    expect(page.locator("#nav .n")).to_have_text("3")

    waiting[0] = 2
    page.locator("#list-rows [name=ids]").first.check()
    page.locator("#list-batch [value=approve]").click()

    expect(page.locator("#nav .n")).to_have_text("2")
