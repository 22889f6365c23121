"""pytest plugin: a real Chromium, and the product served for it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from danshu.host import programs
from danshu.host.errors import HostError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
LOCALE: dict[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
PATIENCE = 20_000  # milliseconds: a machine that does other things as well is slow, not wrong
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Hide the driver's event loop, which runs until the session ends, from tests that use no browser.

    Django keeps one connection for a thread without a loop and another for one with it; the one for the loop is closed
    before (what happens to the database meanwhile would surprise it), the other one by whoever puts the database back.
    """
    from django.db import connections

    loop = asyncio._get_running_loop()
    if loop is None or "browser" in getattr(item, "fixturenames", ()):
        return (yield)
    connections.close_all()
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    path = programs.browser()
    if path is None:
        pytest.fail("no Chromium on PATH: `make test` installs one, or name it in DANSHU_BROWSER")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def browser_context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh profile, desktop size; `@pytest.mark.parametrize("browser_context", [PHONE], indirect=True)` for a phone."""
    options = {**LOCALE, **getattr(request, "param", DESKTOP)}
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(60_000)  # the first page of a process compiles its templates
    yield context
    context.close()


@pytest.fixture
def browser_page(browser_context: BrowserContext) -> Iterator[Page]:
    """A page; the test fails when a script of the product failed on it or the content policy stopped something."""
    page = browser_context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on("console", lambda message: _note_violation(message, problems))
    yield page
    page.close()
    assert not problems, problems


def _note_violation(message: Any, problems: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        problems.append(message.text)


def choose_first(page: Page, text: str) -> None:
    """Type in the finder that has the focus and take the first hit with Enter, as who looks before pressing does.

    The list may open while the letters still arrive; Enter on an answer to half the text chooses nothing, rightly.
    """
    page.keyboard.type(text)
    page.wait_for_function(
        """() => { const box = document.activeElement, list = document.getElementById(box.getAttribute("aria-controls"));
        return list?.dataset.answers === box.value.trim() && list.querySelector("[role=option][aria-selected=true]"); }"""
    )
    page.keyboard.press("Enter")


@pytest.fixture
def live_url(live_server: Any) -> str:
    """The address of the product served by a thread of this test process, with this test's database."""
    return str(live_server.url)


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The accessibility checker: `page.evaluate(axe_source)`, then `page.evaluate("axe.run()")`."""
    root = programs.checkout()
    source = Path(root or ".", "node_modules", "axe-core", "axe.min.js")
    if not source.exists():
        raise HostError("axe-core is not installed: run `make setup`")
    return source.read_text(encoding="utf-8")
