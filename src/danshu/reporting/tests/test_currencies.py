"""Orders in other currencies are in the totals, in the company's currency by the rate of each (RPT-002, CAT-020)."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from danshu.reporting.tests.people import led_world
from danshu.reporting.tests.test_report_rules import give_back
from danshu.reporting.tests.test_sales_by_month import at, signed_in, sold
from danshu.sales.models import Order
from danshu.sales.tests.world import World
from danshu.sales.traits import TRAITS

pytestmark = [pytest.mark.django_db, pytest.mark.spec("RPT-002", "CAT-020")]
ADDRESS = "/reports/orders/?from=2026-01-01&to=2026-12-31"
API = "/api/v1/reports/order-statistics?first=2026-01-01&last=2026-12-31"
# 42.50 at 7.123456 is 302.74688, 127.50 at 0.045678 is 5.823945: each is rounded by itself
WHOLE = Decimal("85.00") + Decimal("302.75") + Decimal("5.82")


@pytest.fixture
def world() -> World:
    made = led_world()
    sold(made, 2, at(2026, 3))
    dollars, yen = sold(made, 1, at(2026, 3, 12)), sold(made, 3, at(2026, 5))
    Order.objects.filter(pk=dollars.pk).update(currency="USD", rate=Decimal("7.123456"))
    Order.objects.filter(pk=yen.pk).update(currency="JPY", rate=Decimal("0.045678"))
    return made


def test_all_orders_are_in_the_total_wherever_it_is_read(world: World) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    for by in TRAITS:
        page = client.get(f"{ADDRESS}&by={by}")
        report = page.context["report"]
        assert (report.total.group.orders, report.total.group.amount) == (3, WHOLE), by
        assert sum((row.group.amount for row in report.rows), Decimal(0)) == WHOLE, by
        for row in report.rows:
            if row.url:
                listed = client.get(row.url).context["listing"].page.rows
                assert (len(listed), sum(order.base_total for order in listed)) == (row.group.orders, row.group.amount)
    assert "393.57" in page.content.decode()
    answer = client.get(f"{API}&by=month").json()
    assert (answer["currency"], answer["converted"], Decimal(answer["total"]["amount"])) == ("CNY", True, WHOLE)
    text = client.get(f"{ADDRESS}&by=unit&export=csv").getvalue().decode("utf-8-sig")
    rows = {row[0]: row for row in csv.reader(io.StringIO(text)) if row}
    assert (Decimal(rows["合计"][5]), rows["合计"][6]) == (WHOLE, "CNY")


@pytest.mark.parametrize(("code", "amount"), [("CNY", "85.00"), ("USD", "42.50"), ("JPY", "127.50")])
def test_one_currency_can_be_looked_at_by_itself_in_its_own_amounts(world: World, code: str, amount: str) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    report = client.get(f"{ADDRESS}&by=unit&currency={code}").context["report"]
    assert (report.question.asked.shown_in, report.total.group.orders) == (code, 1)
    assert report.total.group.amount == Decimal(amount)
    assert f"currency={code}" in report.rows[0].url
    answer = client.get(f"{API}&currency={code}").json()
    assert (answer["currency"], answer["converted"], Decimal(answer["total"]["amount"])) == (
        code,
        False,
        Decimal(amount),
    )


def test_a_refund_of_a_foreign_order_is_deducted_by_the_rate_of_the_order(world: World) -> None:
    refunded = Order.objects.filter(currency="CNY")
    refunded.update(order_date=at(2026, 5, 20).date())
    order = give_back(world, "10.01")
    Order.objects.filter(pk=order.pk).update(currency="USD", rate=Decimal("7.123456"))
    client = signed_in(world.reviewer, *world.reviewer.roles)
    for by in ("month", "owner", "item"):
        found = client.get(f"{ADDRESS}&by={by}").context["report"].total.group
        assert found.refunded == Decimal("71.31"), by  # 10.01 at 7.123456 is 71.30579
