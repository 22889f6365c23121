"""Sales by month: what counts, for whom, and that the kept figures never leave the orders (RPT-002, RPT-003)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danshu.access.models import Role, UserRole
from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.kit.errors import Forbidden
from danshu.reporting.models import SalesFigure
from danshu.reporting.operations.fold_figures import fold_figures
from danshu.reporting.queries import Figure, sales_by_month
from danshu.reporting.tests.people import led_world
from danshu.reporting.verification import figures_equal_the_orders
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.tests.world import NOON, World, line

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return led_world()


def sold(world: World, quantity: int, at: datetime) -> Order:
    """An approved order over so many soaps at 42.50."""
    entry = world.entry(line(world.soap, quantity))
    order = create_order(entry=entry, submit=True, actor=world.clerk, at=at)
    return approve_order(order_id=order.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"],
                         actor=world.reviewer, at=at)  # fmt: skip


def at(year: int, month: int, day: int = 10) -> datetime:
    return datetime(year, month, day, 4, tzinfo=UTC)


@pytest.mark.spec("RPT-003")
def test_a_month_counts_what_was_approved_and_not_given_up_since(world: World) -> None:
    sold(world, 2, at(2026, 3))
    sold(world, 4, at(2026, 3, 11))
    given_up = sold(world, 1, at(2026, 3, 12))
    cancel_order(order_id=given_up.pk, reason="客户不要了", actor=world.reviewer, at=at(2026, 4))
    create_order(entry=world.entry(line(world.soap, 1)), submit=True, actor=world.clerk, at=at(2026, 3, 13))

    march = sales_by_month(world.reviewer, year=2026).rows[2]

    assert (march.month, march.sold.orders, march.sold.amount) == (date(2026, 3, 1), 2, Decimal("255.00"))
    assert (march.waiting.orders, march.lost.orders, march.average) == (1, 1, Decimal("127.50"))


@pytest.mark.spec("RPT-002")
def test_an_empty_year_shows_twelve_months_of_zero(world: World) -> None:
    report = sales_by_month(world.reviewer, year=2020)
    assert [row.sold.orders for row in report.rows] == [0] * 12
    assert (report.total.sold.amount, report.total.growth, report.total.average) == (Decimal(0), None, None)


@pytest.mark.spec("RPT-003")
def test_growth_compares_with_the_same_month_of_the_year_before(world: World) -> None:
    sold(world, 4, at(2025, 5))
    sold(world, 5, at(2026, 5))
    report = sales_by_month(world.reviewer, year=2026)
    assert report.rows[4].growth == Decimal("0.25")
    assert report.rows[5].growth is None
    assert report.years == (2026, 2025)


@pytest.mark.spec("RPT-002")
def test_a_month_ends_at_midnight_of_the_company(world: World) -> None:
    sold(world, 1, datetime(2026, 1, 31, 15, 59, tzinfo=UTC))
    sold(world, 1, datetime(2026, 1, 31, 16, 0, tzinfo=UTC))
    rows = sales_by_month(world.reviewer, year=2026).rows
    assert (rows[0].sold.orders, rows[1].sold.orders) == (1, 1)


@pytest.mark.spec("RPT-002", "CAT-020")
def test_all_currencies_are_added_in_the_companys_own_and_each_can_be_looked_at(world: World) -> None:
    sold(world, 2, at(2026, 3))
    dollars = sold(world, 1, at(2026, 3)).pk
    Order.objects.filter(pk=dollars).update(currency="USD", rate=Decimal("7.123456"))
    report = sales_by_month(world.reviewer, year=2026)
    assert (report.currency, report.currencies, report.total.sold.amount) == ("CNY", ("CNY", "USD"), Decimal("387.75"))
    foreign = sales_by_month(world.reviewer, year=2026, currency="USD")
    assert (foreign.currency, foreign.total.sold) == ("USD", Figure(1, Decimal("42.50")))
    # a rate put right moves the figures with it
    Order.objects.filter(pk=dollars).update(rate=Decimal(2))
    assert sales_by_month(world.reviewer, year=2026).total.sold.amount == Decimal("170.00")
    assert list(figures_equal_the_orders()) == []


@pytest.mark.spec("RPT-002", "ACC-022")
def test_only_orders_that_exist_for_the_person_count(world: World) -> None:
    sold(world, 2, at(2026, 3))
    assert sales_by_month(world.clerk, year=2026).total.sold.orders == 1
    assert sales_by_month(world.stranger, year=2026).total.sold.orders == 0


def parts() -> list[tuple[Any, ...]]:
    return sorted(SalesFigure.objects.values_list("month", "status", "orders", "amount"))


@pytest.mark.spec("RPT-003")
def test_folding_makes_one_row_of_many_and_changes_no_report(world: World) -> None:
    for quantity in (1, 2, 3):
        sold(world, quantity, at(2026, 3))
    before = sales_by_month(world.reviewer, year=2026)
    assert len(parts()) == 9  # entered; then under review taken off, approved put on

    fold_figures(actor=Actor.system(), at=NOON)

    assert parts() == [(date(2026, 3, 1), "approved", 3, Decimal("255.00"))]
    assert sales_by_month(world.reviewer, year=2026) == before


@pytest.mark.spec("RPT-003")
def test_folding_is_for_the_system_only(world: World) -> None:
    sold(world, 1, at(2026, 3))
    before = parts()
    with pytest.raises(Forbidden):
        fold_figures(actor=world.clerk, at=NOON)
    assert parts() == before


@pytest.mark.spec("RPT-003")
def test_figures_follow_a_handover_and_a_deletion(world: World) -> None:
    order = sold(world, 1, at(2026, 3))
    Order.objects.filter(pk=order.pk).update(owner_id=world.stranger.user_id)
    assert sales_by_month(world.stranger, year=2026).total.sold.orders == 1
    assert list(figures_equal_the_orders()) == []
    order.delete()
    assert sales_by_month(world.reviewer, year=2026).total.sold.orders == 0
    assert list(figures_equal_the_orders()) == []


def test_the_check_names_a_figure_that_drifted(world: World) -> None:
    sold(world, 1, at(2026, 3))
    SalesFigure.objects.create(month=date(2026, 3, 1), unit_id=world.branch.pk, owner_id=world.clerk.user_id,
                               currency="CNY", status="approved", orders=1, amount=Decimal(5),
                               approved_month=date(2026, 3, 1), base_amount=Decimal(5))  # fmt: skip
    (drift,) = figures_equal_the_orders()
    assert drift == "2026-03-01 CNY approved：报表 2 单 47.50，订单 1 单 42.50"


def signed_in(actor: Actor, *roles: str) -> Client:
    for code in roles:
        UserRole.objects.create(user_id=actor.user_id, role=Role.objects.get(code=code))
    User.objects.filter(pk=actor.user_id).update(profile_completed_at=NOON, password_changed_at=NOON)
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.mark.spec("RPT-002")
def test_the_page_leads_from_each_number_to_its_orders(world: World) -> None:
    sold(world, 2, at(2026, 3))
    client = signed_in(world.reviewer, *world.reviewer.roles)
    page = client.get("/reports/sales/?year=2026").content.decode()
    link = re.search(r'<a href="(/orders/[^"]+)">1</a>', page)
    assert link is not None
    assert "approved_from=2026-03-01&amp;approved_to=2026-03-31" in link[1]
    listed = client.get(unescape(link[1])).content.decode()
    assert Order.objects.get().number in listed


@pytest.mark.spec("RPT-003")
def test_the_page_asks_as_often_for_many_orders_as_for_one(world: World) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    sold(world, 1, at(2026, 3))
    client.get("/reports/sales/?year=2026")
    counted = []
    for month in (4, 5):
        with CaptureQueriesContext(connection) as captured:
            client.get("/reports/sales/?year=2026")
        counted.append(len(captured))
        for day in (1, 2, 3):
            sold(world, 1, at(2026, month, day))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("asked", ["year=abc", "year=99999", "currency=xyz", "year=²⁰²⁶"])
def test_what_cannot_be_understood_shows_this_year(world: World, asked: str) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    assert client.get(f"/reports/sales/?{asked}").status_code == 200


def test_a_character_that_no_text_can_hold_is_refused(world: World) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    assert client.get("/reports/sales/?currency=%00%00%00").status_code == 422


@pytest.mark.spec("RPT-002", "ACC-023")
def test_without_the_right_there_is_no_report(world: World) -> None:
    client = signed_in(world.stranger)
    assert client.get("/reports/sales/").status_code == 403
    assert client.get("/api/v1/reports/sales-by-month").status_code == 403


@pytest.mark.spec("RPT-003")
def test_the_interface_says_the_same_as_the_page(world: World) -> None:
    sold(world, 2, at(2026, 3))
    client = signed_in(world.reviewer, *world.reviewer.roles)
    answer = client.get("/api/v1/reports/sales-by-month?year=2026").json()
    assert answer["months"][2] == {
        "month": "2026-03-01", "orders": 1, "amount": "85.00", "orders_year_before": 0,
        "amount_year_before": "0", "orders_awaiting_review": 0, "orders_given_up": 0,
    }  # fmt: skip
    assert (answer["currency"], answer["total"]["amount"]) == ("CNY", "85.00")
    assert client.get("/api/v1/reports/sales-by-month?year=abc").status_code == 422
