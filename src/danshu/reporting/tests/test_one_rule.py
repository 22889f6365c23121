"""The sales report and the order statistics count by one rule: day of approval, refunds, currency, conditions (RPT-002)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.kit.actor import Actor
from danshu.kit.clock import set_company_zone
from danshu.parameters.models import ParameterSetting
from danshu.reporting.operations.fold_figures import fold_figures
from danshu.reporting.queries import is_kept, sales_by_month
from danshu.reporting.tests.people import led_world
from danshu.reporting.tests.test_order_statistics import mixed
from danshu.reporting.tests.test_report_rules import CONDITIONS, give_back
from danshu.reporting.tests.test_sales_by_month import at, signed_in, sold
from danshu.reporting.verification import figures_equal_the_orders
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.tests.world import NOON, World, line

pytestmark = [pytest.mark.django_db, pytest.mark.spec("RPT-002", "RPT-004")]


@pytest.fixture
def world() -> World:
    """Ordered in January and approved in March; two products, refunded in September; dollars; an order a year before."""
    made = led_world()
    late = create_order(entry=made.entry(line(made.soap, 3)), submit=True, actor=made.clerk, at=at(2026, 1, 31))
    approve_order(order_id=late.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"],
                  actor=made.reviewer, at=at(2026, 3, 2))  # fmt: skip
    mixed(made, at(2026, 5, 20))
    give_back(made, "33.33")
    dollars = sold(made, 1, at(2026, 7, 3))
    Order.objects.filter(pk=dollars.pk).update(currency="USD", rate=Decimal("7.123456"))
    sold(made, 2, at(2025, 3))
    return made


def test_an_order_counts_in_the_month_of_its_approval_less_refunds_of_the_month(world: World) -> None:
    rows = sales_by_month(world.reviewer, year=2026).rows
    assert (rows[0].sold.orders, rows[2].sold.orders, rows[2].sold.amount) == (0, 1, Decimal("127.50"))
    assert (rows[2].before.amount, rows[8].sold.orders, rows[8].sold.amount) == (Decimal(85), 0, Decimal("-33.33"))
    assert rows[6].sold.amount == Decimal("302.75")


SALES = "/api/v1/reports/sales-by-month?year=2026"
STATISTICS = "/api/v1/reports/order-statistics?first=2026-01-01&last=2026-12-31&by=month&compare=year_before"
NARROWED = {name: chosen for name, chosen in CONDITIONS.items() if name != "status"}


@pytest.mark.parametrize("name", ["", "currency", *NARROWED])
def test_both_reports_agree_to_the_cent_under_every_condition(world: World, name: str) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    query = f"&{name}={NARROWED[name](world) if name in NARROWED else 'USD'}" if name else ""

    sales, statistics = client.get(f"{SALES}{query}").json(), client.get(f"{STATISTICS}{query}").json()

    months = [(row["month"], row["orders"], Decimal(row["amount"])) for row in sales["months"]]
    assert months == [(row["key"], row["orders"], Decimal(row["amount"])) for row in statistics["groups"]]
    assert [Decimal(row["amount_year_before"]) for row in sales["months"]] == [
        Decimal(row["amount_before"]) for row in statistics["groups"]
    ]
    assert (sales["total"]["orders"], Decimal(sales["total"]["amount"]), sales["currency"]) == (
        statistics["total"]["orders"], Decimal(statistics["total"]["amount"]), statistics["currency"],
    )  # fmt: skip
    count = {"": 3, "currency": 1, "item": 1, "category": 1, "region": 0, "level": 0, "customer_category": 0}
    assert sales["total"]["orders"] == count.get(name, 3)


@pytest.mark.parametrize("name", ["unit", "owner"])
def test_kept_figures_say_what_the_orders_say(world: World, name: str, monkeypatch: Any) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    address = f"/reports/sales/?year=2026&{name}={NARROWED[name](world)}"
    kept = client.get(address).context["report"]
    assert is_kept(kept.asked)

    monkeypatch.setattr("danshu.reporting.queries.is_kept", lambda asked: False)

    assert client.get(address).context["report"].rows == kept.rows


def test_the_page_narrows_and_leads_to_the_statistics_with_the_same_conditions(world: World) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    page = client.get(f"/reports/sales/?year=2026&item={world.paper.pk}&channel=staff&status=voided&from=2020-01-01")
    assert page.context["report"].total.sold.orders == 1
    asked = parse_qs(urlsplit(page.context["statistics"]).query)
    assert (asked["item"], asked["channel"], asked["from"]) == ([str(world.paper.pk)], ["staff"], ["2026-01-01"])
    there = client.get(page.context["statistics"]).context["report"].total
    assert (there.group.amount, there.before) == (
        page.context["report"].total.sold.amount, page.context["report"].total.before.amount,
    )  # fmt: skip
    assert "商品：" in page.content.decode()
    sold_url = page.context["lines"][4]["sold_url"]
    assert len(client.get(sold_url).context["listing"].page.rows) == 1


def test_narrowed_to_a_product_the_page_asks_as_often_for_many_orders(world: World) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    address = f"/reports/sales/?year=2026&item={world.soap.pk}"
    client.get(address)
    counted = []
    for month in (6, 8):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counted.append(len(captured))
        sold(world, 1, at(2026, month))
    assert counted[0] == counted[1]


@pytest.mark.spec("COM-014")
def test_after_a_change_of_the_time_zone_months_are_counted_anew(world: World) -> None:
    order = sold(world, 1, datetime.fromisoformat("2026-10-31T15:59:00+00:00"))  # 23:59 in Shanghai, 11:59 in New York
    Order.objects.filter(pk=order.pk).update(approved_at=datetime.fromisoformat("2026-11-01T02:00:00+00:00"))
    assert sales_by_month(world.reviewer, year=2026).rows[10].sold.orders == 1
    ParameterSetting.objects.create(name="company_timezone", value="America/New_York", effective_at=NOON,
                                    changed_at=NOON, changed_by_name="周八")  # fmt: skip
    set_company_zone("America/New_York")
    try:
        fold_figures(actor=Actor.system(), at=NOON)
        rows = sales_by_month(world.reviewer, year=2026).rows
        assert (rows[9].sold.orders, rows[10].sold.orders) == (1, 0)
        assert list(figures_equal_the_orders()) == []
    finally:
        set_company_zone("Asia/Shanghai")
    assert date(2026, 10, 1) in {row.month for row in rows}
