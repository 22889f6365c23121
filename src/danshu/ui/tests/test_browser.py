"""The shared parts in a real browser, by keyboard."""

from __future__ import annotations

import re

import pytest

from danshu.testing.browser import PHONE

pytestmark = pytest.mark.browser


def expect(thing):
    from playwright.sync_api import expect as playwright_expect

    return playwright_expect(thing)


@pytest.fixture
def page(browser_page):
    return browser_page


def focused(page):
    """The id of the focused element."""
    return page.evaluate("document.activeElement.id")


# ---- palette ------------------------------------------------------------------------------------------------------
@pytest.fixture
def menu(monkeypatch):
    from danshu.kit import navigation

    monkeypatch.setattr(navigation, "ENTRIES", [])
    navigation.entry("sales", "销售订单", "ui:gallery_list", permission="gallery.page", icon="file-invoice")
    navigation.entry("customers", "客户", "ui:gallery_form", permission="gallery.page", icon="users")


@pytest.mark.spec("COM-001")
def test_the_palette_opens_finds_by_pinyin_and_goes_there(page, gallery_url, menu):
    page.goto(gallery_url)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]")).to_have_count(2)

    page.keyboard.type("xsdd")
    expect(page.locator("#palette [role=option]")).to_have_count(1)
    expect(page.locator("#palette [role=option]")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    page.wait_for_url("**/list/")


def test_escape_closes_the_palette_and_the_focus_returns(page, gallery_url, menu):
    page.goto(gallery_url)
    page.locator("[data-palette]").click()
    expect(page.locator("#palette input")).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("[data-palette]")).to_be_focused()


def test_the_list_of_keys_opens_and_single_keys_can_be_turned_off(page, gallery_url):
    page.goto(gallery_url)
    page.keyboard.press("?")
    expect(page.locator("#keys-title")).to_be_focused()
    page.locator("[data-keys-off]").check()
    page.keyboard.press("Escape")

    page.keyboard.press("?")

    expect(page.locator("dialog[data-modal]")).to_have_count(0)


# ---- list ---------------------------------------------------------------------------------------------------------
def test_the_row_cursor_walks_ticks_and_opens(page, gallery_url):
    page.goto(f"{gallery_url}list/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("tr[data-cursor] td.c-number")).to_have_text(re.compile("SO-"))
    expect(page.locator(".x-bulk")).to_be_visible()
    expect(page.locator("[data-selected]")).to_have_text("1")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-selected]")).to_have_text("3")

    page.keyboard.press("Escape")
    expect(page.locator(".x-bulk")).to_be_hidden()
    page.keyboard.press("Enter")

    page.wait_for_url("**/list/4/")


@pytest.mark.spec("COM-004")
def test_the_head_box_selects_this_page_only(page, gallery_url):
    page.goto(f"{gallery_url}list/?size=10")
    page.locator("#list-all").check()
    expect(page.locator("#list-rows input:checked")).to_have_count(10)

    page.locator(".x-bulk").get_by_role("button", name="通过").click()

    expect(page.locator("#list-result .x-note")).to_contain_text("10 单中")
    expect(page.locator("#list-result .x-note")).to_be_focused()


@pytest.mark.spec("COM-004")
def test_a_batch_button_with_nothing_selected_only_says_so(page, gallery_url):
    page.goto(f"{gallery_url}list/")
    page.get_by_text("批量", exact=True).click()
    page.locator(".x-menu").get_by_role("button", name="通过").click()

    expect(page.locator(".x-toast")).to_contain_text("请至少选择一条记录")


@pytest.mark.spec("COM-009")
def test_a_destructive_batch_asks_in_a_dialog_and_keeps_when_told(page, gallery_url):
    page.goto(f"{gallery_url}list/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator(".x-bulk").get_by_role("button", name="作废").click()
    dialog = page.locator("dialog:modal")
    expect(dialog).to_contain_text("作废 1 单？")

    dialog.get_by_text("保留订单").click()
    expect(page.locator("dialog:modal")).to_have_count(0)


@pytest.mark.spec("COM-002")
def test_searching_while_typing_keeps_the_focus_and_the_address_and_goes_back(page, gallery_url):
    page.goto(f"{gallery_url}list/")
    page.keyboard.press("/")
    page.keyboard.type("青禾")

    expect(page.locator("#list-pager [data-announce]")).to_have_text("共 32 单")
    assert focused(page) == "q"
    page.wait_for_url("**/list/?q=*")
    page.locator("#page-next").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#list-pager")).to_contain_text("第 2 页")
    page.go_back()
    expect(page.locator("#list-pager")).to_contain_text("第 1 页")
    expect(page.locator("#q")).to_have_value("青禾")


def test_what_an_input_method_composes_is_not_searched_yet(page, gallery_url):
    page.goto(f"{gallery_url}list/")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "q=" in request.url else None)
    page.locator("#q").focus()
    page.evaluate(
        """() => { const q = document.querySelector('#q');
        q.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true})); q.value = 'qing';
        q.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true})); }"""
    )
    page.wait_for_timeout(500)
    assert asked == []
    page.evaluate(
        """() => { const q = document.querySelector('#q'); q.value = '青禾';
        q.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true})); }"""
    )

    expect(page.locator("#list-pager [data-announce]")).to_have_text("共 32 单")


@pytest.mark.spec("COM-003")
def test_the_pager_by_keyboard(page, gallery_url):
    page.goto(f"{gallery_url}list/?size=20")
    page.locator("#page-next").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#list-pager")).to_contain_text("第 2 页 / 15 页")
    assert focused(page) == "page-next"
    page.locator("#page-last").press("Enter")
    expect(page.locator("#list-pager")).to_contain_text("第 15 页 / 15 页")
    expect(page.locator("#page-next")).to_have_count(0)

    for typed, shown in (("0", 15), ("16", 15), ("x", 15), ("", 15), ("3", 3)):
        page.locator("#list-jump").fill(typed)
        with page.expect_response("**/list/?*"):
            page.locator("#list-jump").press("Enter")
        expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
        expect(page.locator("#list-pager")).to_contain_text(f"第 {shown} 页 / 15 页")
        expect(page.locator("#list-jump")).to_have_value("")


def test_a_filter_is_added_applied_and_taken_away(page, gallery_url):
    page.goto(f"{gallery_url}list/")
    page.keyboard.press("f")
    page.locator(".x-menu").get_by_role("link", name="金额").click()
    page.locator("#f-amount-to").fill("１０００")
    page.locator("#f-amount-to").press("Enter")
    expect(page.locator(".x-chip[data-on]")).to_contain_text("到 1,000")

    page.get_by_role("link", name="去掉筛选 金额").click()

    expect(page.locator(".x-chip[data-on]")).to_have_count(0)
    expect(page.locator("#list-pager [data-announce]")).to_have_text("共 286 单")


# ---- form ---------------------------------------------------------------------------------------------------------
@pytest.mark.spec("COM-010")
def test_leaving_with_unsaved_input_asks_and_staying_keeps_it(page, gallery_url):
    page.goto(f"{gallery_url}form/")
    page.locator("#id_remark").fill("没有保存的话")
    expect(page.locator("[data-dirty]")).to_be_visible()
    page.get_by_text("关闭", exact=True).click()
    expect(page.locator("dialog:modal")).to_contain_text("放弃未保存的修改？")

    page.get_by_text("继续编辑").click()
    expect(page.locator("#id_remark")).to_have_value("没有保存的话")
    page.get_by_text("关闭", exact=True).click()
    page.get_by_text("放弃修改").click()

    page.wait_for_url("**/ui/gallery/")


@pytest.mark.spec("COM-018")
def test_with_the_network_cut_the_form_stays_filled_and_a_retry_saves_once(page, gallery_url):
    page.goto(f"{gallery_url}form/")
    page.locator("#id_phone").fill("13800000000")
    posts = []
    page.route(
        "**/form/", lambda route: route.abort() if route.request.method == "POST" and not posts else route.continue_()
    )
    page.keyboard.press("Control+s")
    expect(page.locator("#failure")).to_contain_text("没有保存：网络断开")
    expect(page.locator("#id_phone")).to_have_value("13800000000")
    posts.append(1)

    page.locator("#failure").get_by_role("button").click()

    page.wait_for_url("**/ui/gallery/")
    expect(page.locator(".x-toast").filter(has_text="已保存")).to_be_visible()


@pytest.mark.spec("COM-008")
def test_errors_come_at_once_with_the_summary_focused_and_links_into_the_fields(page, gallery_url):
    page.goto(f"{gallery_url}form/")
    page.locator("#id_name").fill("")
    page.locator("#id_phone").fill("1380000")
    page.keyboard.press("Control+Enter")
    page.locator("button[type=submit].btn-primary").click()

    expect(page.locator(".x-errs")).to_be_focused()
    page.locator(".x-errs a").nth(1).click()
    assert focused(page) == "id_phone"
    assert page.title().startswith("错误：")


# ---- dialogs ------------------------------------------------------------------------------------------------------
@pytest.mark.spec("COM-009")
def test_the_impact_dialog_opens_asks_and_returns_the_focus(page, gallery_url):
    page.goto(gallery_url)
    opener = page.get_by_role("button", name="作废订单")
    opener.click()
    expect(page.locator("dialog:modal h2")).to_be_focused()
    page.locator("dialog:modal").get_by_role("button", name="作废订单").click()
    assert page.url.endswith("/gallery/")
    page.keyboard.press("Escape")
    expect(page.locator("dialog:modal")).to_have_count(0)
    expect(opener).to_be_focused()
    opener.click()
    page.locator("#impact-reason").fill("客户取消")

    page.locator("dialog:modal").get_by_role("button", name="作废订单").click()

    expect(page.locator(".x-toast").filter(has_text="已作废，原因：客户取消")).to_be_visible()


@pytest.mark.spec("COM-012")
def test_changed_facts_come_back_as_a_new_list_in_the_same_dialog(page, gallery_url):
    page.goto(gallery_url)
    page.get_by_role("button", name="作废订单").click()
    page.locator("#impact-reason").fill("客户取消")
    page.locator("dialog input[name=digest]").evaluate("e => { e.value = 'old'; }")

    page.locator("dialog:modal").get_by_role("button", name="作废订单").click()

    expect(page.locator("dialog:modal [role=alert]")).to_contain_text("影响已经变化，没有执行")
    expect(page.locator("#impact-reason")).to_have_value("客户取消")


def test_when_the_session_has_ended_the_page_stays_and_a_dialog_says_so(page, gallery_url):
    page.goto(f"{gallery_url}entry/")
    ended = '<dialog class="x-dialog" data-modal><h2 tabindex="-1">登录已结束</h2></dialog>'
    page.route("**/finder/*", lambda route: route.fulfill(status=401, content_type="text/html", body=ended))
    page.locator("#lines-0-item").press_sequentially("SX")

    expect(page.locator("dialog:modal")).to_contain_text("登录已结束")
    expect(page.locator("#lines-0-item")).to_have_value("SX")


# ---- phone, themes, no scripts ------------------------------------------------------------------------------------
PAGES = ["", "list/", "list/1/", "form/", "entry/", "sign-in/"]


@pytest.mark.parametrize("browser_context", [PHONE], indirect=True)
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(page, gallery_url, path):
    page.goto(gallery_url + path)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate("innerWidth") == 360


@pytest.mark.spec("COM-019")
@pytest.mark.parametrize("look", ["light", "dark", "english", "phone"])
def test_every_part_is_accessible(browser, gallery_url, axe_source, look):
    options = {"viewport": {"width": 1440, "height": 900}} if look != "phone" else PHONE
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce", **options)
    context.add_cookies(
        [
            {"name": "danshu-theme", "value": "dark" if look == "dark" else "light", "url": gallery_url},
            {"name": "danshu_language", "value": "en" if look == "english" else "zh-hans", "url": gallery_url},
        ]
    )
    page = context.new_page()
    problems = []
    for path in [*PAGES, "impact/", "../menu/", "../keys/", "../search/?q=x"]:
        page.goto(gallery_url + path)
        page.evaluate(axe_source)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = page.evaluate("tags => axe.run({runOnly: tags})", tags)
        problems += [
            (path, violation["id"], node["html"][:160], node["failureSummary"][:300])
            for violation in found["violations"]
            for node in violation["nodes"][:3]
        ]
    context.close()

    assert problems == []


def test_the_theme_follows_a_press_at_once_and_stays(page, gallery_url):
    page.goto(gallery_url)
    button = page.locator("[data-theme]")
    button.click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    with page.expect_response("**/preference/"):
        button.click()

    page.reload()

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


@pytest.mark.spec("COM-002", "COM-004", "SYS-010")
def test_a_typed_search_narrows_what_export_batch_refresh_and_columns_work_on(page, gallery_url):
    page.goto(gallery_url + "list/")
    page.fill("#q", "青禾")
    expect(page.locator("#list-pager [data-announce]")).to_have_text("共 32 单")

    assert page.locator("#list-refresh").get_attribute("href").startswith("?q=")
    assert page.locator("#list-batch").get_attribute("action").startswith("?q=")
    for form in ("export-form", "columns-form"):
        assert page.locator(f"#{form} input[name=q]").input_value() == "青禾"
    assert page.locator("#list-batch").count() == 1
    expect(page.locator("#q")).to_be_focused()


@pytest.mark.spec("COM-003", "COM-019")
@pytest.mark.parametrize("browser_context", [PHONE], indirect=True)
def test_on_a_phone_the_page_buttons_stand_above_the_bar_at_the_bottom(page, gallery_url):
    page.goto(gallery_url + "list/")
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")

    edges = """() => [document.querySelector('#page-next').getBoundingClientRect().bottom,
        document.querySelector('.m-tab').getBoundingClientRect().top]"""
    page.wait_for_timeout(300)
    button, bar = page.evaluate(edges)
    assert button < bar
    page.locator("#page-next").tap()
    expect(page.locator("#list-pager")).to_contain_text("第 2 页")
