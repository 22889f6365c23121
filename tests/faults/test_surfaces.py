"""INV-Z1: one person sees the same orders and customers wherever he looks, and nothing of the others (ACC-022)."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from danshu.audit.permissions import VIEW as VIEW_LOG
from danshu.exchange.tasks import make_export
from danshu.parties.models import Customer
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.sales.models import Order
from danshu.sales.permissions import VIEW_ORDER
from tests.faults.town import API, Town

pytestmark = pytest.mark.slow
NUMBER = {"orders": r"\b(?:SO|W)-\d{6}-\d{4}\b", "customers": r"\bKH-\d{4,}\b"}


@dataclass
class Eyes:
    """What one person may see of one kind of record."""

    client: Client
    kind: str  # orders or customers
    visible: dict[str, int]  # number -> key
    hidden: dict[str, int]

    def get(self, path: str, **query: str) -> str:
        answer = self.client.get(path, query)
        assert answer.status_code in (200, 204), (path, answer.status_code)
        return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()

    def numbers(self, text: str) -> set[str]:
        """The numbers of records that a text tells."""
        return set(re.findall(NUMBER[self.kind], text))

    def pages_of_api(self) -> Iterator[dict[str, Any]]:
        """All rows of the list of the API, in small pages."""
        after = ""
        while True:
            body = json.loads(self.get(f"{API}/{self.kind}", limit="3", after=after))
            yield from body["items"]
            if not body["next"]:
                return
            after = body["next"]


@pytest.fixture(params=["clerk of a branch", "representative with his own"])
def person(request: pytest.FixtureRequest, town: Town, caplog: pytest.LogCaptureFixture) -> tuple[Town, str]:
    caplog.set_level(logging.CRITICAL)
    return town, town.clerk_of_everything() if request.param.startswith("clerk") else "heyi0001"


@pytest.fixture(params=["orders", "customers"])
def eyes(request: pytest.FixtureRequest, person: tuple[Town, str]) -> Eyes:
    town, name = person
    model: Any = {"orders": Order, "customers": Customer}[request.param]
    permission = {"orders": VIEW_ORDER, "customers": VIEW_CUSTOMERS}[request.param]
    visible = dict(model.objects.visible_to(town.actor(name), permission).values_list("number", "pk"))
    every = dict(model.objects.values_list("number", "pk"))
    hidden = {number: pk for number, pk in every.items() if number not in visible}
    assert visible
    assert hidden
    return Eyes(town.client(name), request.param, visible, hidden)


def address(eyes: Eyes, number: str, pk: int) -> str:
    return f"/{eyes.kind}/{number if eyes.kind == 'orders' else pk}/"


@pytest.mark.spec("INV-Z1", "ACC-022")
def test_list_detail_search_picker_count_and_api_show_one_person_the_same_records(eyes: Eyes) -> None:
    listed = {row["number"] for row in eyes.pages_of_api()}
    assert listed == set(eyes.visible)

    page = eyes.get(f"/{eyes.kind}/")
    assert eyes.numbers(page) & set(eyes.hidden) == set()
    assert eyes.numbers(page) & set(eyes.visible), "the list shows something"

    for number, pk in eyes.hidden.items():
        assert eyes.client.get(address(eyes, number, pk)).status_code == 404
        key = number if eyes.kind == "orders" else pk
        assert eyes.client.get(f"{API}/{eyes.kind}/{key}").status_code == 404
        for where in searches(eyes):
            assert number not in where(number).replace(f'value="{number}"', "").replace(f"“{number}”", ""), number
    for number, pk in eyes.visible.items():
        assert eyes.client.get(address(eyes, number, pk)).status_code == 200
    number = next(iter(eyes.visible))
    assert number in eyes.get(f"/{eyes.kind}/", q=number)


def searches(eyes: Eyes) -> list[Callable[[str], str]]:
    """The ways to look for a number; what is echoed of the question is no finding."""

    def rows(text: str) -> str:
        return " ".join(re.findall(r"<(?:td|tr|li|option|a)\b[^>]*>.*?</(?:td|tr|li|option|a)>", text, re.DOTALL))

    def without_echo(path: str) -> Callable[[str], str]:
        return lambda number: re.sub(r"[?&]q=[^\"&]*", "", rows(eyes.get(path, q=number)))

    ways = [without_echo(f"/{eyes.kind}/"), without_echo("/ui/search/")]
    return [*ways, without_echo("/customers/find/")] if eyes.kind == "customers" else ways


@pytest.mark.spec("INV-Z1")
def test_a_list_counts_what_it_shows(eyes: Eyes) -> None:
    text = re.sub(r"<[^>]+>", " ", eyes.get(f"/{eyes.kind}/"))
    totals = {int(found.replace(",", "")) for found in re.findall(r"共\s*([\d,]+)", text)}
    every = len(eyes.visible) + len(eyes.hidden)
    assert every not in totals, "the total counts what is hidden"


@pytest.mark.spec("INV-Z1", "SEC-A4")
def test_an_export_holds_the_same_records(person: tuple[Town, str]) -> None:
    town, name = person
    client, actor = town.client(name), town.actor(name)
    if not actor.can("exchange.export.use") or not actor.can("parties.customer.export"):
        pytest.skip("may not export")
    asked = client.post(
        f"{API}/exports", json.dumps({"kind": "parties.customers", "format": "csv"}), content_type="application/json",
        headers={"Idempotency-Key": "surfaces"},
    )  # fmt: skip
    assert asked.status_code == 202, asked.content
    make_export(asked.json()["id"])
    answer = client.get(f"{API}/exports/{asked.json()['id']}/file")
    text = b"".join(answer.streaming_content).decode()
    visible = set(
        Customer.objects.visible_to(actor, VIEW_CUSTOMERS).filter(is_valid=True).values_list("number", flat=True)
    )
    assert set(re.findall(NUMBER["customers"], text)) == visible


@pytest.mark.spec("INV-Z1")
def test_the_log_of_operations_is_for_those_who_may_read_it(person: tuple[Town, str]) -> None:
    town, name = person
    status = town.client(name).get("/logs/operations/").status_code
    assert status == (200 if town.actor(name).can(VIEW_LOG) else 403)
