"""Every page with hostile parameters, by GET and by POST: refused or taken, never a bug (SEC-V2, V1, MSG-2)."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.architecture.test_urls import PUBLIC, Page, pages
from tests.faults.addresses import address_of
from tests.faults.town import Town

SEED = 20260918
NASTY = (
    "", "0", "-1", "1e9", "1e400", "NaN", "sNaN", "Infinity", "-Infinity", "0.0001", "99999999999999999999", "٣", "½", "²",
    "1" * 5000, "字" * 3000, "\x00", "a\x00b", "\ud7ff", "\u202e", "'; DROP TABLE sales_order; --", "%s%n%(x)s", "{{7*7}}",
    "<script>alert(1)</script>", "../../etc/passwd", "None", "null", "true", "[]", "{}", "2026-02-30", "0000-00-00",
    "9999-12-31", "2026-09-18T25:61", "２０２６", " ", "\r\nSet-Cookie: x=1", "-9223372036854775809", "9223372036854775808",
)  # fmt: skip
# What lists, forms and actions read; more names come from the fields of the page itself.
NAMES = (
    "q", "sort", "after", "before", "page", "columns", "view", "limit", "status", "date", "from", "until", "ids", "pk",
    "version", "seen", "seen_status", "reason", "amount", "quantity", "customer", "item", "warehouse", "next", "token",
    "language", "selected", "all", "action", "fragment", "export", "format", "preset", "period",
)  # fmt: skip
INPUT = re.compile(r"""<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"[^>]*>""")
VALUE = re.compile(r"""\bvalue="([^"]*)\"""")
SKIPPED = {"identity:sign_out", "access:first_start"}  # ends the session; works once, before anybody exists
KEPT = {"csrfmiddlewaretoken"}


def fields_of(body: str) -> dict[str, str]:
    """Names and values of the inputs of a page."""
    found = {}
    for match in INPUT.finditer(body):
        value = VALUE.search(match[0])
        found[match[1]] = value[1] if value else ""
    return {name: value for name, value in found.items() if name not in KEPT}


def hostile(chance: random.Random, fields: dict[str, str]) -> dict[str, Any]:
    """The page's own fields, most as they are, some hostile; now and then a name twice or a strange one."""
    sent: dict[str, Any] = dict(fields)
    names = [*fields, *fields, *NAMES]
    for name in chance.sample(names, min(len(names), chance.randint(1, 4))):
        value: Any = chance.choice(NASTY)
        sent[name] = [value, chance.choice(NASTY)] if chance.random() < 0.15 else value
    if chance.random() < 0.2:
        sent = dict.fromkeys(fields, chance.choice(NASTY))
    return sent


class Prober:
    """Asks one page after the other and notes what was no orderly answer."""

    def __init__(self, client: Client, chance: random.Random) -> None:
        self.client, self.chance = client, chance
        self.asked = 0
        self.wrong: dict[str, str] = {}

    def ask(self, page: Page, method: str, address: str, data: dict[str, Any]) -> str:
        """One request; its body when it is a page."""
        self.asked += 1
        headers = {"HX-Request": "true"} if self.chance.random() < 0.3 else {}
        answer = getattr(self.client, method)(address, data, headers=headers)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")  # a broken transaction left behind would show here
        if answer.status_code >= 500 and page.name != "healthz":  # says 503 while no worker runs
            error = getattr(answer, "exc_info", None)
            told = f"{error[0].__name__}: {error[1]}"[:200] if error else ""
            self.wrong.setdefault(f"{page.name} {method} {told}", repr((address, data))[:600])
        if answer.streaming:
            b"".join(answer.streaming_content)  # closes what it reads from
            return ""
        return answer.content.decode(errors="replace") if "html" in answer.headers.get("Content-Type", "") else ""


def probe(town: Town, *, rounds: int, seed: int, names: str = "") -> Prober:
    """Every page: as it is, then `rounds` hostile requests each by GET and POST."""
    prober = Prober(town.client(), random.Random(seed))
    for page in _pages(names):
        for last in (False, True)[: 2 if "<" in page.route else 1]:
            address = address_of(page, last=last)
            fields = fields_of(prober.ask(page, "get", address, {}))
            for _round in range(rounds):
                prober.ask(page, "get", address, hostile(prober.chance, dict.fromkeys(fields, "")))
                prober.ask(page, "post", address, hostile(prober.chance, fields))
        if page.name in ("identity:end_session", "identity:end_others", "identity:password"):
            prober.client = town.client()
    return prober


def _pages(names: str) -> Iterator[Page]:
    for page in pages():
        if page.name not in SKIPPED and page.name.startswith(names) and not page.name.startswith("ui:gallery"):
            yield page


@pytest.mark.slow
@pytest.mark.spec("SEC-V2", "MSG-2")
def test_no_page_breaks_on_hostile_parameters(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    prober = probe(town, rounds=1, seed=SEED)
    assert not prober.wrong, "\n".join(f"{place} || {told}" for place, told in prober.wrong.items())
    assert prober.asked > 600


@pytest.mark.long
@pytest.mark.spec("SEC-V2", "MSG-2")
@pytest.mark.parametrize("seed", range(10))
def test_no_page_breaks_on_many_hostile_parameters(town: Town, caplog: pytest.LogCaptureFixture, seed: int) -> None:
    caplog.set_level(logging.CRITICAL)
    wrong = probe(town, rounds=12, seed=seed).wrong
    assert not wrong, "\n".join(f"{place} || {told}" for place, told in wrong.items())


@pytest.mark.slow
@pytest.mark.spec("ACC-023", "SEC-A1")
@pytest.mark.parametrize("value", ["9223372036854775808", "SO-404"])
def test_no_page_breaks_on_a_wrong_key(town: Town, value: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    client, wrong = town.client(), []
    for page in _pages(""):
        if "<" not in page.route or page.view.permission == PUBLIC:
            continue
        address = "/" + re.sub(r"<(?:\w+:)?\w+>", value, page.route)
        for method in ("get", "post"):
            status = getattr(client, method)(address).status_code
            if status not in (200, 204, 302, 303, 404, 405, 422) or (status == 200 and ":pk" in page.route):
                wrong.append((page.name, method, status))
    assert wrong == []
