"""The line grid in a real browser: keyboard, finder, scanner, paste, server totals (ui.md sections 4.4 and 9)."""

from __future__ import annotations

import pytest

from danshu.testing.browser import choose_first
from danshu.ui.tests.test_browser import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser_page, gallery_url):
    browser_page.goto(f"{gallery_url}entry/")
    return browser_page


def value(page, name):
    return page.locator(f"#lines-{name}").input_value()


def choose(page, text):
    """Find a product with the finder and take the first one; the cursor goes on to the quantity."""
    choose_first(page, text)
    page.wait_for_function("() => document.activeElement.id.endsWith('-quantity')")


def scan(page, code):
    """What a scanner sends: all keys and Enter within milliseconds, also when this machine is busy."""
    page.evaluate(
        """code => { const box = document.activeElement;
        const key = name => box.dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true, cancelable: true}));
        const now = performance.now, moment = performance.now(); performance.now = () => moment;
        for (const letter of code) { key(letter); box.value += letter; }
        box.dispatchEvent(new InputEvent('input', {bubbles: true})); key('Enter'); performance.now = now; }""",
        code,
    )


def cursor_in(page, name):
    """The cursor gets there when the server's answer has come."""
    page.wait_for_function("name => document.activeElement.id === name", arg=name)


def total(page):
    return page.locator("#totals dd.t")


def test_a_line_is_entered_without_the_mouse_and_the_server_adds_up(page):
    page.locator("#lines-0-item").focus()
    choose(page, "xsy")
    cursor_in(page, "lines-0-quantity")
    page.keyboard.type("2")
    expect(total(page)).to_have_text("¥285.60")
    page.keyboard.press("Enter")
    cursor_in(page, "lines-0-price")
    page.keyboard.press("Enter")
    cursor_in(page, "lines-1-item")
    page.keyboard.press("Shift+Enter")

    cursor_in(page, "lines-0-price")
    assert value(page, "0-item") == "SX-2001"
    expect(page.locator("tr[data-line='0'] [data-cell=amount]")).to_have_text("285.60")
    expect(page.locator("#lines-0-price")).to_have_attribute("placeholder", "142.80")
    expect(page.locator("#lines-0-price")).to_have_value("")


def test_the_finder_is_walked_with_the_arrows_and_says_what_is_active(page):
    page.locator("#lines-0-item").focus()
    page.keyboard.type("洗手液")
    options = page.locator("#lines-options [role=option]")
    expect(options).to_have_count(2)
    page.keyboard.press("ArrowDown")
    active = page.locator("#lines-0-item").get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    assert value(page, "0-item") == "SX-2003"
    page.locator("#lines-1-item").fill("SX")
    expect(options.first).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator("#lines-combo")).to_be_hidden()
    cursor_in(page, "lines-1-item")


def test_lines_are_copied_moved_and_deleted_and_keep_their_order(page):
    page.locator("#lines-0-item").focus()
    choose(page, "ZP-1001")
    page.keyboard.type("3")
    page.keyboard.press("Control+d")
    cursor_in(page, "lines-1-quantity")
    assert (value(page, "1-item"), value(page, "1-quantity")) == ("ZP-1001", "3")
    page.keyboard.type("9")
    page.keyboard.press("Alt+ArrowUp")
    assert (value(page, "0-quantity"), value(page, "1-quantity")) == ("9", "3")
    cursor_in(page, "lines-0-quantity")
    expect(total(page)).to_have_text("¥561.60")

    page.keyboard.press("Control+Backspace")

    assert value(page, "0-quantity") == "3"
    expect(total(page)).to_have_text("¥140.40")
    assert page.locator("tr[data-line='0'] .no").inner_text() == "1"
    expect(page.locator("[name='lines-0-item']")).to_have_value("3")


def test_a_message_stands_under_its_line_and_its_remedy_mends_it(page):
    page.locator("#lines-0-item").focus()
    choose(page, "ZP-1001")
    page.keyboard.type("120")
    message = page.locator("tr.msg[data-messages='0']")
    expect(message).to_contain_text("可用库存只有 108 箱，缺 12 箱")
    expect(page.locator("#lines-0-quantity")).to_have_attribute("aria-invalid", "true")
    cursor_in(page, "lines-0-quantity")

    message.get_by_role("button", name="改为 108 箱").click()

    expect(message).to_have_count(0)
    assert value(page, "0-quantity") == "108"
    expect(total(page)).to_have_text("¥5,054.40")


def test_rows_from_a_spreadsheet_fill_lines(page):
    page.locator("#lines-0-item").focus()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData('text/plain', 'SX-2001\\t5\\t140\\nXH-3001\\t２\\n');
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )

    assert [value(page, f"{n}-item") for n in (0, 1, 2)] == ["SX-2001", "XH-3001", ""]
    assert [value(page, f"{n}-quantity") for n in (0, 1)] == ["5", "２"]
    assert value(page, "0-price") == "140"
    expect(page.locator("tr.msg")).to_have_count(0)
    expect(total(page)).to_have_text("¥936.00")


def test_a_scanned_code_adds_one_at_once(page):
    page.locator("#lines-0-item").focus()
    scan(page, "6901234567894")
    expect(page.locator("#lines-0-quantity")).to_have_value("1")
    expect(page.locator("#lines-1-item")).to_be_focused()
    scan(page, "6901234567894")

    expect(page.locator("#lines-0-quantity")).to_have_value("2")
    expect(page.locator("#lines-1-item")).to_have_value("")
    expect(total(page)).to_have_text("¥93.60")


def test_keys_of_an_input_method_are_not_ours(page):
    page.locator("#lines-0-quantity").focus()
    page.evaluate(
        """() => document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"""
    )

    cursor_in(page, "lines-0-quantity")
    expect(page.locator("tr[data-line]")).to_have_count(1)


def test_what_has_the_focus_is_never_replaced_while_totals_arrive(page):
    page.locator("#lines-0-item").focus()
    choose(page, "xsy")
    page.keyboard.type("1")
    page.evaluate("document.activeElement.dataset.mine = 'yes'")
    page.keyboard.type("2")
    expect(total(page)).to_have_text("¥1,713.60")

    assert page.evaluate("document.activeElement.dataset.mine") == "yes"
    assert value(page, "0-quantity") == "12"


def test_late_answers_of_the_preview_are_ignored(page):
    held = []

    def hold(route):
        if not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/preview/", hold)
    page.locator("#lines-0-item").focus()
    with page.expect_request("**/preview/"):
        choose(page, "xsy")
    page.keyboard.type("3")
    expect(total(page)).to_have_text("¥428.40")
    with page.expect_response("**/preview/"):
        held[0].continue_()
    page.wait_for_timeout(100)

    expect(total(page)).to_have_text("¥428.40")
