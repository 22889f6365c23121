"""The product's own server with a Chromium that looks at it: `python -m bench.browsing typing|weight [--quick]`, prints JSON.

typing: an order of five lines entered with the keyboard alone, and a hundred pasted lines, from the empty form to the page
of the stored order; the best of some goes, because nobody measures the machine's other work.
weight: the bytes that come over the line when a page of the menu is the first that a browser ever loads, as the server
sends them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bench.api import PORT, wait_for_server
from bench.customers_made import CHIEF
from bench.django_setup import ready
from bench.server import BUILD, ROOT

URL = f"http://127.0.0.1:{PORT}"
TYPED_LINES, PASTED_LINES = 5, 100
PATIENCE = 120_000  # milliseconds
PASTE = """text => { const data = new DataTransfer(); data.setData('text/plain', text);
document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""
TOTAL_SHOWN = "() => /[1-9]/.test(document.querySelector('#bar-total')?.innerText ?? '')"
HERE = "() => document.activeElement.name"
CHECKS = ("customer", "products", "amount", "discount")


@contextmanager
def product() -> Iterator[None]:
    """The web server on the database of this process."""
    with (BUILD / "bench-browsing.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "danshu.entry.serve"], cwd=ROOT, stdout=log, stderr=log,
            env=os.environ | {"DANSHU_PORT": str(PORT), "DANSHU_WEB_WORKERS": "2"},
        )  # fmt: skip
        try:
            wait_for_server()
            yield
        finally:
            server.terminate()
            server.wait()


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser. Raises RuntimeError when there is none."""
    from playwright.sync_api import sync_playwright

    from danshu.host import programs
    from danshu.testing.browser import ARGUMENTS

    path = programs.browser()
    if path is None:
        raise RuntimeError("no Chromium on PATH, name one in DANSHU_BROWSER")
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@contextmanager
def page_of(browser: Any, cookie: str) -> Iterator[Any]:
    """A page in a profile of its own with an empty cache, signed in."""
    from danshu.testing.browser import DESKTOP, LOCALE

    context = browser.new_context(**LOCALE, **DESKTOP)
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(PATIENCE)
    context.add_cookies([{"name": "danshu", "value": cookie, "url": URL}])
    try:
        yield context.new_page()
    finally:
        context.close()


def typing(cookie: str, customers: list[int], codes: list[str], goes: int) -> dict[str, Any]:
    """Seconds of each go, typed and pasted; each for another customer, because the same order twice is questioned."""
    others = iter(customers)
    with product(), chromium() as browser, page_of(browser, cookie) as page:
        page.goto(f"{URL}/orders/new/?customer={next(others)}")  # the first page of a process compiles its templates
        return {
            name: {"seconds": [_timed(page, act, next(others), codes) for _go in range(goes)]}
            for name, act in (("typed", type_lines), ("pasted", paste_lines))
        }


def _timed(page: Any, act: Callable[[Any, list[str]], None], customer: int, codes: list[str]) -> float:
    begun = time.perf_counter()
    page.goto(f"{URL}/orders/new/?customer={customer}")
    act(page, codes)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/orders/SO-*/")
    return time.perf_counter() - begun


def type_lines(page: Any, codes: list[str]) -> None:
    """Five lines by code and quantity without the mouse, then what is below the lines, also by keyboard."""
    from danshu.testing.browser import choose_first

    page.locator("[name='lines-0-item-text']").focus()
    for number, code in enumerate(codes[:TYPED_LINES]):
        page.wait_for_function(f"() => document.activeElement.name === 'lines-{number}-item-text'")
        choose_first(page, code)
        page.wait_for_function(f"() => document.activeElement.name === 'lines-{number}-quantity'")
        page.keyboard.type(str(number + 1))
        if number + 1 < TYPED_LINES:
            next_line(page, number + 1)
    finish(page)


def next_line(page: Any, number: int) -> None:
    """Enter goes from cell to cell, past prices and remarks that stay as they are."""
    while (here := page.evaluate(HERE)) != f"lines-{number}-item-text":
        page.keyboard.press("Enter")
        page.wait_for_function("before => document.activeElement.name !== before", arg=here)


def paste_lines(page: Any, codes: list[str]) -> None:
    """A hundred lines of code and quantity from a spreadsheet."""
    wanted = [codes[n % len(codes)] for n in range(PASTED_LINES)]
    page.locator("[name='lines-0-item-text']").focus()
    page.evaluate(PASTE, "".join(f"{code}\t{n % 9 + 1}\n" for n, code in enumerate(wanted)))
    finish(page)


def finish(page: Any) -> None:
    """Wait for the server's total, choose how it is delivered, tick what was checked."""
    page.wait_for_function(TOTAL_SHOWN)
    page.get_by_label("配送方式").focus()
    page.keyboard.press("ArrowDown")
    for name in CHECKS:
        page.locator(f"[name='checklist-{name}']").focus()
        page.keyboard.press("Space")


def weight(cookie: str, paths: list[str]) -> dict[str, Any]:
    """Path -> bytes, requests and which of them are the heaviest, each loaded by a browser that knows nothing yet."""
    found = {}
    with product(), chromium() as browser:
        for path in paths:
            with page_of(browser, cookie) as page:
                found[path] = _weighed(page, path)
    return found


def _weighed(page: Any, path: str) -> dict[str, Any]:
    addresses: dict[str, str] = {}
    sizes: dict[str, float] = {}
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    line.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    answer = page.goto(f"{URL}{path}", wait_until="networkidle")
    by_address = {addresses[key].removeprefix(URL): size for key, size in sizes.items() if key in addresses}
    heaviest = sorted(by_address, key=lambda address: -by_address[address])[:3]
    return {
        "answer": answer.status if answer else 0, "bytes": sum(sizes.values()), "requests": len(sizes),
        "heaviest": {address: by_address[address] for address in heaviest},
    }  # fmt: skip


def cookie_of(person: str) -> str:
    """A session of somebody."""
    from django.test import Client

    from danshu.identity.models import User

    client = Client()
    client.force_login(User.objects.get(user_name=person))
    return str(client.cookies["danshu"].value)


def menu_paths() -> list[str]:
    """The pages of the menu, of somebody who has all of it."""
    from django.urls import reverse

    from bench.questions import actor_named
    from danshu.kit.navigation import entries_for

    actor = actor_named(CHIEF)
    entries = [*entries_for(actor), *entries_for(actor, create=True)]
    return list(dict.fromkeys(reverse(entry.url_name) for entry in entries))


def facts_for_typing() -> tuple[list[int], list[str]]:
    """Customers in an order of chance, and the codes of a hundred products."""
    from danshu.catalog.models import Item
    from danshu.parties.models import Customer

    known = Customer.objects.filter(number__lt="KH-0002001", is_valid=True).exclude(number="KH-0001")
    codes = Item.objects.filter(name__startswith="商品 ").order_by("pk").values_list("code", flat=True)
    return list(known.order_by("?").values_list("pk", flat=True)[:50]), list(codes[:PASTED_LINES])


if __name__ == "__main__":
    ready()
    quick = "--quick" in sys.argv
    session = cookie_of(CHIEF)
    if sys.argv[1] == "typing":
        print(json.dumps(typing(session, *facts_for_typing(), goes=1 if quick else 5)))
    else:
        every = menu_paths()
        print(json.dumps(weight(session, every[:: 8 if quick else 1])))
