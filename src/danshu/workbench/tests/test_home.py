"""Each number of the workbench equals the list behind it, for whoever looks (COL-001, RPT-001)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danshu.kit.actor import Actor
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.tests.world import NOON, World, line
from danshu.workbench.models import Arrangement

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COL-001", "RPT-001")]
SignIn = Callable[[Actor], Client]
TILE = re.compile(r'<a class="x-kpi" href="([^"]+)" title="([^"]+)"><span class="k">([^<]+)<')
TODO = re.compile(r'<a href="([^"]+)"><b[^>]*>(\d+)</b><span>([^<]+)<')


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=True)


def page(client: Client, query: str = "") -> str:
    """The workbench."""
    answer = client.get(f"/workbench/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def tiles(text: str) -> dict[str, tuple[str, str]]:
    """(address, exact value) by label."""
    return {label: (unescape(url), exact) for url, exact, label in TILE.findall(text)}


def listed(client: Client, url: str) -> int:
    """How many records a list says it has found."""
    found = re.search(r"共 ([\d,]+)", client.get(url).content.decode())
    assert found, url
    return int(found[1].replace(",", ""))


def test_every_figure_and_every_piece_of_waiting_work_equals_its_list(office: World, sign_in: SignIn) -> None:
    office.approved(line(office.soap, 2))
    office.approved(line(office.soap, 1))
    office.order(line(office.paper, 1))
    given_up = office.order(line(office.paper, 2))
    cancel_order(order_id=given_up.pk, reason="不要了", actor=office.reviewer, at=NOON)
    for who, orders in ((office.reviewer, 2), (office.stranger, 0)):
        client = sign_in(who)
        text = page(client)
        found = tiles(text)
        url, exact = found["订单"]
        assert (int(exact), listed(client, url)) == (orders, orders)
        url, exact = found["客户总数"]
        assert int(exact) == listed(client, url)
    text = page(sign_in(office.reviewer))
    waiting = {label: (url, int(count)) for url, count, label in TODO.findall(text)}
    url, count = waiting["待审队列"]
    assert (count, url) == (1, "/orders/review/")


def test_sales_count_what_was_approved_and_not_given_up_in_the_period(office: World, sign_in: SignIn) -> None:
    order = office.approved(line(office.soap, 2))
    waiting = office.order(line(office.soap, 5))
    client = sign_in(office.reviewer)
    _url, exact = tiles(page(client))["销售额"]
    assert exact == f"{order.total:,.2f}"
    type(order).objects.filter(pk=order.pk).update(order_date="2026-08-20")
    assert tiles(page(client))["销售额"][1] == "0.00"
    assert tiles(page(client, "?period=quarter"))["销售额"][1] == f"{order.total:,.2f}"
    assert waiting.status == "awaiting_review"


def test_a_role_without_finance_sees_no_receipts_and_search_and_new_order_are_at_hand(
    office: World, sign_in: SignIn
) -> None:
    text = page(sign_in(office.clerk))
    assert "收款额" not in text
    assert "收款额" in page(sign_in(office.finance))
    assert 'action="/orders/"' in text
    assert 'href="/orders/new/"' in text
    assert sign_in(office.clerk).get("/")["Location"] == "/workbench/"
    assert Client().get("/workbench/").status_code == 302


def test_figures_are_arranged_by_each_person_for_himself(office: World, sign_in: SignIn) -> None:
    client = sign_in(office.reviewer)
    before = list(tiles(page(client)))
    assert before[:2] == ["销售额", "订单"]
    answer = client.post("/workbench/arrange/", {"figures": ["parties.customers", "sales.orders", "no.such"]})
    assert answer.status_code == 303
    assert list(tiles(page(client))) == ["客户总数", "订单"]
    assert next(iter(tiles(page(sign_in(office.clerk))))) == "销售额"
    client.post("/workbench/arrange/", {"default": "1", "figures": ["sales.orders"]})
    assert list(tiles(page(client))) == before
    assert Arrangement.objects.count() == 1


@pytest.mark.parametrize(
    "query", ["?period=%F0%9F%98%80", "?period=year&compare=year_before", "?period=today", "?compare=x"]
)
def test_any_choice_gives_a_page(office: World, sign_in: SignIn, query: str) -> None:
    assert "工作台" in page(sign_in(office.reviewer), query)


def test_the_number_of_statements_does_not_grow_with_the_orders(office: World, sign_in: SignIn) -> None:
    client = sign_in(office.reviewer)

    def statements() -> int:
        page(client)  # what is read once per process is read
        with CaptureQueriesContext(connection) as seen:
            page(client)
        return len(seen)

    few = statements()
    for _number in range(3):
        office.approved(line(office.soap, 1))
    assert statements() <= few + 1
    assert few <= 25
