"""Order statistics: each figure is counted by hand, and equals the list, the file and the API (RPT-002, RPT-003)."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.catalog.models import Category, Item
from danshu.catalog.queries import branch_ids
from danshu.reporting.asking import Question
from danshu.reporting.permissions import VIEW_SALES
from danshu.reporting.statistics import report_of
from danshu.reporting.tests.people import led_world
from danshu.reporting.tests.test_sales_by_month import at, signed_in, sold
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.statistics import TRAITS, Asked, order_statistics
from danshu.sales.tests.world import World, line

pytestmark = pytest.mark.django_db
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31), "currency": "CNY"}


@pytest.fixture
def world() -> World:
    """Two orders in March, one of them with two products; one in May; one given up; one in dollars."""
    made = led_world()
    sold(made, 2, at(2026, 3))
    mixed(made, at(2026, 3, 20))
    sold(made, 3, at(2026, 5))
    given_up = sold(made, 9, at(2026, 5, 2))
    cancel_order(order_id=given_up.pk, reason="客户不要了", actor=made.reviewer, at=at(2026, 5, 3))
    foreign = sold(made, 1, at(2026, 3, 25))
    Order.objects.filter(pk=foreign.pk).update(currency="USD")
    return made


def mixed(world: World, when: Any) -> Order:
    entry = world.entry(line(world.soap, 4), line(world.paper, 5), order_discount=Decimal(10), freight=Decimal(12))
    order = create_order(entry=entry, submit=True, actor=world.clerk, at=when)
    return approve_order(order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["duplicate", "price"],
                         actor=world.reviewer, at=when)  # fmt: skip


def figures(world: World, **conditions: Any) -> dict[Any, tuple[int, Decimal, Decimal]]:
    asked = Asked(**{**YEAR, **conditions})
    found = order_statistics(world.reviewer, asked, permission=VIEW_SALES)
    assert sum((group.amount for group in found.groups), Decimal(0)) == found.total.amount
    return {group.key: (group.orders, group.quantity, group.amount) for group in found.groups}


@pytest.mark.spec("RPT-003")
def test_a_category_in_march_equals_the_manual_count(world: World) -> None:
    soap, paper = Item.objects.get(pk=world.soap.pk), Item.objects.get(pk=world.paper.pk)
    march = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}
    manual = OrderLine.objects.filter(order__order_date__month=3, order__currency="CNY", item=soap)
    net = sum((each.amount for each in manual), Decimal(0))
    # 2 x 42.50, and 4 x 42.50 less its share of the discount of 10.00
    assert net == Decimal("85.00") + Decimal("170.00") - Decimal("4.20")
    assert figures(world, category=soap.category_id, by="month", **march) == {date(2026, 3, 1): (2, Decimal(6), net)}
    by_category = figures(world, by="category", **march)
    assert by_category[soap.category_id] == (2, Decimal(6), net)
    assert by_category[paper.category_id] == (1, Decimal(5), Decimal("234.00") - Decimal("5.80"))


@pytest.mark.spec("RPT-003")
def test_orders_are_counted_by_every_trait_and_one_of_two_categories_counts_once(world: World) -> None:
    assert figures(world, by="month") == {
        date(2026, 3, 1): (2, Decimal(11), Decimal("491.00")), date(2026, 5, 1): (1, Decimal(3), Decimal("127.50")),
    }  # fmt: skip
    assert figures(world, by="unit") == {world.branch.pk: (3, Decimal(14), Decimal("618.50"))}
    assert figures(world, by="month", currency="USD") == {date(2026, 3, 1): (1, Decimal(1), Decimal("42.50"))}
    assert figures(world, by="status", statuses=["cancelled"]) == {"cancelled": (1, Decimal(9), Decimal("382.50"))}
    for trait in TRAITS:
        found = order_statistics(world.reviewer, Asked(**YEAR, by=trait), permission=VIEW_SALES)
        assert found.total.orders == 3, trait
    assert figures(world, by="month", first=date(2020, 1, 1), last=date(2020, 12, 31)) == {}


@pytest.mark.spec("RPT-002", "INV-Z1")
def test_out_of_scope_nothing_is_counted(world: World) -> None:
    found = order_statistics(world.stranger, Asked(**YEAR), permission=VIEW_SALES)
    assert (found.total.orders, found.groups) == (0, [])


@pytest.mark.spec("RPT-002")
def test_the_comparison_takes_the_same_days_a_year_ago_or_the_days_before(world: World) -> None:
    sold(world, 1, at(2025, 3))
    march = Asked(**{**YEAR, "first": date(2026, 3, 1), "last": date(2026, 3, 31)}, by="unit")
    row = report_of(world.reviewer, Question(march, "year_before")).rows[0]
    assert (row.before, row.growth) == (Decimal("42.50"), Decimal("491.00") / Decimal("42.50") - 1)
    may = Asked(**{**YEAR, "first": date(2026, 4, 11), "last": date(2026, 5, 31)}, by="unit")
    assert report_of(world.reviewer, Question(may, "previous")).rows[0].before == Decimal("491.00")
    monthly = report_of(world.reviewer, Question(Asked(**YEAR), "year_before"))
    assert [each.label for each in monthly.rows] == [f"2026-{month:02}" for month in range(1, 13)]
    assert [each.before for each in monthly.rows[2:5]] == [Decimal("42.50"), Decimal(0), Decimal(0)]
    # steps of time are compared in their order: March with February, the month before it
    steps = report_of(world.reviewer, Question(Asked(**{**YEAR, "first": date(2026, 4, 1)}), "previous"))
    assert steps.rows[0].before == Decimal(0)


@pytest.mark.spec("RPT-002")
def test_table_list_file_and_api_say_the_same(world: World) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    base = "/reports/orders/?from=2026-01-01&to=2026-12-31&currency=CNY"
    for trait in TRAITS:
        report = client.get(f"{base}&by={trait}").context["report"]
        for row in report.rows:
            if row.url:
                listed = client.get(row.url).context["listing"].page.rows
                assert len(listed) == row.group.orders, (trait, row.label)
                if trait not in ("category", "item"):
                    assert sum(order.total for order in listed) == row.group.amount, (trait, row.label)
    text = client.get(f"{base}&by=month&export=csv").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [(row[0], row[1], Decimal(row[5])) for row in rows[1 : rows.index([""] * 2)] if row[1] != "0"] == [
        ("2026-03", "2", Decimal("491.00")), ("2026-05", "1", Decimal("127.50")), ("合计", "3", Decimal("618.50")),
    ]  # fmt: skip
    assert client.get(f"{base}&by=month&export=xlsx").getvalue()[:2] == b"PK"
    answer = client.get(
        "/api/v1/reports/order-statistics?first=2026-01-01&last=2026-12-31&currency=CNY&by=month"
    ).json()
    assert (answer["total"]["orders"], Decimal(answer["total"]["amount"])) == (3, Decimal("618.50"))
    groups = [(group["key"], group["orders"]) for group in answer["groups"]]
    assert [group for group in groups if group[1]] == [("2026-03-01", 2), ("2026-05-01", 1)]
    assert len(groups) == 12
    assert client.get("/api/v1/reports/order-statistics?by=luck").status_code == 422


@pytest.mark.spec("RPT-002", "ACC-023")
def test_without_the_right_to_export_the_file_is_refused_and_the_page_shows_no_button(world: World) -> None:
    client = signed_in(world.shipper, "SHC")
    assert "export=csv" not in client.get("/reports/orders/").content.decode()
    assert client.get("/reports/orders/?export=csv").status_code == 403


@pytest.mark.spec("RPT-002")
@pytest.mark.parametrize("query", ["by=luck&status=y&unit=a&category=0&compare=z&sort=-", "period=z&segment=x",
                                   "currency=%C2%A5%C2%A5%C2%A5&owner=99999999999999999999"])  # fmt: skip
def test_conditions_that_make_no_sense_are_left_out(world: World, query: str) -> None:
    assert signed_in(world.reviewer, *world.reviewer.roles).get(f"/reports/orders/?{query}").status_code == 200


@pytest.mark.spec("RPT-003")
def test_the_page_asks_as_often_for_many_orders_as_for_few(world: World) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    address = "/reports/orders/?from=2026-01-01&to=2026-12-31&by=item&compare=year_before&currency=CNY"
    client.get(address)
    counted = []
    for month in (6, 7):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counted.append(len(captured))
        sold(world, 1, at(2026, month))
    assert counted[0] == counted[1]


@pytest.mark.spec("RPT-003", "CAT-005")
def test_a_category_includes_those_below(world: World) -> None:
    soap = Item.objects.get(pk=world.soap.pk)
    above = Category.objects.create(name="日化总类", created_at=at(2026, 1), updated_at=at(2026, 1))
    Category.objects.filter(pk=soap.category_id).update(parent=above, level=2)
    assert set(branch_ids(above.pk)) == {above.pk, soap.category_id}
    assert figures(world, category=above.pk, by="unit")[world.branch.pk][:2] == (3, Decimal(9))
