"""pytest plugin: a real Chromium, and the product served for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
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
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    path = programs.browser()
    if path is None:
        pytest.fail("no Chromium on PATH: `make test` installs one, or name it in DANSHU_BROWSER")
    from playwright.sync_api import sync_playwright

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
    context.set_default_timeout(10_000)
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
