"""Looking at pages as people do: in daylight, in the dark, on a phone, in English.

    @in_every_look
    def test_every_page_is_accessible_and_fits(browser_page, live_url, axe_source, look, company):
        sign_in(browser_page, live_url, clerk)
        walk(browser_page, live_url, {"orders": "/orders/"}, look, axe_source)

The markup is the same in every look, so the whole of the accessibility rules runs on it once (daylight); the other looks
ask only what they change. Daylight, darkness and phone are three looks at one loaded page ("screens"): making the company
and loading the page is most of the time. `DANSHU_SCREENSHOTS` names a folder that keeps a picture of each page looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from danshu.testing.browser import DESKTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

SHOTS = os.environ.get("DANSHU_SCREENSHOTS")
SCREENS = ("light", "dark", "phone")
LOOKS: dict[str, dict[str, Any]] = {
    "screens": DESKTOP,
    "light": DESKTOP,
    "dark": DESKTOP | {"color_scheme": "dark"},
    "phone": PHONE,
    "english": DESKTOP | {"locale": "en-GB"},
}
EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RULES: dict[str, dict[str, Any]] = {
    "light": EVERYTHING,
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "phone": {"type": "rule", "values": ["target-size", "color-contrast", "scrollable-region-focusable", "aria-hidden-focus"]},
    "english": {"type": "rule", "values": ["html-has-lang", "html-lang-valid", "document-title", "button-name", "label"]},
}  # fmt: skip
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
WIDER = """[...document.querySelectorAll('body *')].filter(e => !e.closest('.x-scroll, .m-tab')
    && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""


def looks(*names: str) -> pytest.MarkDecorator:
    """Run a test once in each of these looks: fixtures `browser_context` and, by name, `look`."""
    return pytest.mark.parametrize(
        ("browser_context", "look"), [(LOOKS[name], name) for name in names], indirect=["browser_context"], ids=names
    )


in_every_look = looks("screens", "english")  # pages that are only looked at
on_every_device = looks("screens", "phone", "english")  # ways that are walked by touch as well


def sign_in(page: Page, live_url: str, user: Any) -> None:
    """Go on as this person (a user or a user's key) without the form."""
    from django.test import Client

    from danshu.identity.models import User

    client = Client()
    client.force_login(user if isinstance(user, User) else User.objects.get(pk=user))
    page.context.add_cookies([{"name": "danshu", "value": client.cookies["danshu"].value, "url": live_url}])


def keep_picture(page: Page, name: str) -> None:
    """Save a picture of the whole page when somebody asked for pictures."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS, f"{name}.png"), full_page=True)


# The bars that stay at the lower edge lie over whatever is scrolled below them; that is no fault of what lies there.
ALIKE = [["tbody tr:nth-child(n+7)"]]  # further rows of a table are made as the first ones are
SETTLED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
    document.getAnimations().forEach(running => { try { running.finish(); } catch { running.cancel(); } });
    done(); })))"""
LAY_BARS_DOWN = "document.querySelectorAll('.x-actbar, .m-tab').forEach(bar => bar.style.position = 'static')"


def faults(page: Page, axe_source: str, look: str = "light") -> list[str]:
    """What the accessibility checker finds, one text for each element."""
    from playwright.sync_api import expect

    # While an answer is awaited for long the rows fade: a passing state, whose pale text is no fault of the page.
    expect(page.locator(".htmx-request")).to_have_count(0)
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source)
    page.evaluate(LAY_BARS_DOWN)
    check = "([alike, rules]) => axe.run({exclude: alike}, {runOnly: rules, resultTypes: ['violations']})"
    found = page.evaluate(check, [ALIKE, RULES[look]])["violations"]
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


def sideways(page: Page) -> int:
    """By how many pixels the page can be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def problems_of(page: Page, look: str, axe_source: str, *, name: str = "", data: str | None = None) -> list[str]:
    """Everything wrong with the page that is shown; in English also Chinese words that do not stand in `data`.

    data: the Chinese that people entered and that stays as it is; None leaves the language unread.
    """
    if look == "screens":
        return _on_each_screen(page, axe_source, name)
    if name:
        keep_picture(page, f"{name}-{look}")
    found = faults(page, axe_source, look)
    if (over := sideways(page)) > 0:
        found.append(f"scrolls sideways by {over} px: {page.evaluate(WIDER)}")
    if look == "english" and data is not None:
        words = set(CHINESE.findall(page.locator("main").inner_text()))
        found += [f"chinese: {word}" for word in sorted(words) if word not in data]
    return found


def _on_each_screen(page: Page, axe_source: str, name: str) -> list[str]:
    """Show the loaded page on each screen, as a browser does when its window or a setting changes."""
    session = page.context.new_cdp_session(page)
    found = []
    for screen in SCREENS:
        _turn_to(page, session, screen)
        found += [f"{screen}: {text}" for text in problems_of(page, screen, axe_source, name=name)]
    _turn_to(page, session, "light")
    session.detach()
    return found


def _turn_to(page: Page, session: CDPSession, screen: str) -> None:
    shape = LOOKS[screen]
    page.emulate_media(color_scheme=shape.get("color_scheme", "light"))
    page.set_viewport_size(shape["viewport"])
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": shape.get("has_touch", False)})
    page.evaluate(SETTLED)


def walk(
    page: Page,
    live_url: str,
    addresses: Mapping[str, str],
    look: str,
    axe_source: str,
    *,
    data: str | None = None,
    statuses: Iterable[int] = (200,),
) -> None:
    """Open one page after the other; fails with everything that is wrong on any of them.

    addresses: path by the name of its picture; statuses: the answers that are right.
    """
    wrong: dict[str, list[str]] = {}
    for name, path in addresses.items():
        answer = page.goto(live_url + path)
        status = answer.status if answer else 0
        if status not in statuses:
            wrong[name] = [f"status {status}"]
        elif found := problems_of(page, look, axe_source, name=name, data=data):
            wrong[name] = found
    if wrong:
        pytest.fail("\n".join(f"{name} ({look}): {text}" for name, found in wrong.items() for text in found))
