"""What every report keeps: day of approval, refunds, zeros, and one total everywhere (RPT-002, RPT-003)."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from danshu.billing.tests.factories import paid, refunded
from danshu.dictionaries.queries import id_of
from danshu.identity.tests.factories import make_user
from danshu.kit.sql import fetch_dicts
from danshu.parties.models import Customer
from danshu.reporting.asking import Question
from danshu.reporting.statistics import Report, report_of
from danshu.reporting.tests.people import led_world
from danshu.reporting.tests.test_order_statistics import mixed
from danshu.reporting.tests.test_sales_by_month import at, signed_in, sold
from danshu.sales.lifecycle import CONFIRMED
from danshu.sales.models import Order
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.create_order import create_order
from danshu.sales.statistics import Asked
from danshu.sales.tests.world import NOON, World, line
from danshu.sales.traits import TRAITS
from danshu.saved_views.models import SavedView

pytestmark = [pytest.mark.django_db, pytest.mark.spec("RPT-002")]
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31), "currency": "CNY", "by_approval": True}
ADDRESS = "/reports/orders/?from=2026-01-01&to=2026-12-31&currency=CNY"

# the report counted again by hand: orders by the company's day of approval, less allowances by that of the refund
BY_HAND = """
WITH sold AS (
    SELECT id, total, approved_at FROM sales_order WHERE status = ANY(%(statuses)s) AND currency = 'CNY'
), parts AS (
    SELECT total AS gross, 0 AS refunded, (approved_at AT TIME ZONE 'Asia/Shanghai')::date AS day FROM sold
    UNION ALL
    SELECT 0, r.allowance, (r.executed_at AT TIME ZONE 'Asia/Shanghai')::date
    FROM billing_refund r JOIN sold ON sold.id = r.order_id WHERE r.status = 'done'
)
SELECT to_char(day, 'YYYY-MM') AS month, sum(gross) AS gross, sum(refunded) AS refunded, sum(gross - refunded) AS amount
FROM parts WHERE day BETWEEN '2026-01-01' AND '2026-12-31' GROUP BY 1 ORDER BY 1
"""


@pytest.fixture
def world() -> World:
    """Approved in March, May and, ordered in August, September; refunds in September; one given up, one in dollars."""
    made = led_world()
    sold(made, 2, at(2026, 3))
    mixed(made, at(2026, 5, 20))
    late = create_order(entry=made.entry(line(made.soap, 3)), submit=True, actor=made.clerk, at=at(2026, 8, 31))
    approve_order(order_id=late.pk, company_name_confirmed=True, confirmed_warnings=["duplicate"],
                  actor=made.reviewer, at=NOON)  # fmt: skip
    gone = sold(made, 9, at(2026, 5, 2))
    cancel_order(order_id=gone.pk, reason="客户不要了", actor=made.reviewer, at=at(2026, 5, 3))
    foreign = sold(made, 1, at(2026, 3, 25))
    Order.objects.filter(pk=foreign.pk).update(currency="USD")
    return made


def give_back(world: World, amount: str, *, lowers: bool = True) -> Order:
    """A refund executed in September on the order of May."""
    order = Order.objects.filter(order_date=date(2026, 5, 20)).get()
    paid(world, order, str(order.total))
    refunded(world, order, amount, lowers_claim=lowers)
    return order


def report(world: World, **conditions: Any) -> Report:
    return report_of(world.reviewer, Question(Asked(**{**YEAR, **conditions})))


def figures(found: Report) -> dict[str, tuple[int, Decimal, Decimal, Decimal]]:
    """Orders, gross, refunded and amount of the rows with any."""
    rows = [(row.label, row.group) for row in found.rows]
    return {
        label: (group.orders, group.gross, group.refunded, group.amount)
        for label, group in rows
        if group.orders or group.refunded
    }


def test_an_order_counts_on_the_day_of_its_approval(world: World) -> None:
    assert figures(report(world))["2026-09"][:2] == (1, Decimal("127.50"))
    assert "2026-08" not in figures(report(world))
    assert figures(report(world, by_approval=False))["2026-08"][0] == 1
    # the last minute of a day of the company is still that day, whatever it is in UTC
    order = Order.objects.filter(order_date=date(2026, 8, 31))
    order.update(approved_at=at(2026, 9, 30).replace(hour=15, minute=59))
    assert figures(report(world, last=date(2026, 9, 30)))["2026-09"][0] == 1
    order.update(approved_at=at(2026, 9, 30).replace(hour=16, minute=0))
    assert "2026-09" not in figures(report(world))


def test_refunds_are_deducted_on_their_day_by_every_trait_and_what_is_still_owed_is_not(world: World) -> None:
    order = give_back(world, "100.00")
    monthly = figures(report(world))
    assert monthly["2026-05"][2] == Decimal(0)
    assert monthly["2026-09"] == (1, Decimal("127.50"), Decimal("100.00"), Decimal("27.50"))
    total = report(world).total.group
    for trait in TRAITS.values():
        found = report(world, by=trait.code)
        parts = sum((row.group.refunded for row in found.rows), Decimal(0))
        assert parts == found.total.group.refunded, trait.code
        if trait.kind != "lines":  # lines carry their share of the total, not that of the freight
            assert (found.total.group.refunded, found.total.group.amount) == (Decimal(100), total.amount), trait.code
    lines = {row.label: row.group.refunded for row in report(world, by="item").rows}
    for each in order.lines.all():
        assert lines[each.item_name] == (Decimal(100) * each.amount / order.total).quantize(Decimal("0.01"))
    # outside of the period, and of orders that count no more, nothing is deducted
    assert report(world, last=date(2026, 8, 31)).total.group.refunded == 0
    assert report(world, statuses=["cancelled"], by_approval=False).total.group.refunded == 0


def test_money_that_goes_back_and_is_still_owed_lowers_no_sale(world: World) -> None:
    give_back(world, "100.00", lowers=False)
    assert report(world).total.group.refunded == 0


@pytest.mark.spec("RPT-003")
def test_periods_without_orders_are_there_with_zeros(world: World) -> None:
    empty = {"first": date(2020, 1, 1), "last": date(2020, 3, 31)}
    for by, count in (("month", 3), ("week", 14), ("day", 91)):
        found = report(world, by=by, **empty)
        assert (len(found.rows), {row.group.orders for row in found.rows}) == (count, {0})
        assert found.total.group.amount == 0
    assert report(world, by="unit", **empty).rows == []


@pytest.mark.spec("RPT-003")
def test_table_chart_files_list_api_and_the_database_say_the_same_total(world: World) -> None:
    give_back(world, "33.33")
    client = signed_in(world.reviewer, *world.reviewer.roles)
    by_hand = fetch_dicts(BY_HAND, {"statuses": [str(status) for status in CONFIRMED]})
    wanted = {row["month"]: (row["gross"], row["refunded"], row["amount"]) for row in by_hand}
    whole = sum((row["amount"] for row in by_hand), Decimal(0))

    page = client.get(ADDRESS)
    found = page.context["report"]

    shown = {label: values[1:] for label, values in figures(found).items()}
    assert (shown, found.total.group.amount) == (wanted, whole)
    assert sum(bar.row.group.amount for bar in page.context["chart"].bars) == whole
    assert f"{whole:,.2f}" in page.content.decode()
    text = client.get(f"{ADDRESS}&export=csv").getvalue().decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["币种"]]
    assert (rows[-1]["月份"], Decimal(rows[-1]["销售额"])) == ("合计", whole)
    assert sum(Decimal(row["销售额"]) for row in rows[:-1]) == whole
    answer = client.get("/api/v1/reports/order-statistics?first=2026-01-01&last=2026-12-31&currency=CNY").json()
    assert (Decimal(answer["total"]["amount"]), Decimal(answer["total"]["refunded"])) == (whole, Decimal("33.33"))
    listed = [order for row in found.rows if row.url for order in client.get(row.url).context["listing"].page.rows]
    assert sum(order.total for order in listed) == found.total.group.gross
    assert len({order.pk for order in listed}) == len(listed) == found.total.group.orders == 3


CONDITIONS = {
    "unit": lambda w: w.branch.pk, "owner": lambda w: w.clerk.user_id, "customer": lambda w: w.customer.pk,
    "item": lambda w: w.paper.pk, "category": lambda w: w.paper.category_id, "channel": lambda w: Order.objects.first().channel,
    "type": lambda w: Order.objects.first().type, "status": lambda w: "cancelled", "region": lambda w: "33",
    "level": lambda w: id_of("parties.customer_level", "A"),
    "customer_category": lambda w: id_of("parties.customer_category", "chain"),
}  # fmt: skip


@pytest.mark.spec("RPT-003")
@pytest.mark.parametrize("name", CONDITIONS)
def test_each_condition_narrows_report_and_list_alike(world: World, name: str) -> None:
    Customer.objects.filter(pk=world.customer.pk).update(
        level_id=id_of("parties.customer_level", "A"), category_id=id_of("parties.customer_category", "chain")
    )
    client = signed_in(world.reviewer, *world.reviewer.roles)
    address = f"{ADDRESS}&by=customer&{name}={CONDITIONS[name](world)}"

    found = client.get(address).context["report"]

    count = {"item": 1, "category": 1, "status": 1, "region": 0}.get(name, 3)
    assert found.total.group.orders == count
    if count:
        listed = client.get(found.rows[0].url).context["listing"].page.rows
        assert len(listed) == count
    other = {"level": id_of("parties.customer_level", "B"), "unit": world.hq.pk, "owner": 10**9}.get(name)
    if other:
        assert client.get(f"{ADDRESS}&{name}={other}").context["report"].total.group.orders == 0


def test_the_paper_is_a_pdf_and_a_long_report_says_that_it_is_too_long(world: World) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)

    made = client.get(f"{ADDRESS}&compare=year_before&export=pdf")

    assert (made.status_code, made["Content-Type"], made.content[:5]) == (200, "application/pdf", b"%PDF-")
    long = client.get("/reports/orders/?by=day&from=2020-01-01&to=2026-12-31&export=pdf")
    assert (long.status_code, "最多 500 行" in long.content.decode()) == (409, True)


@pytest.mark.spec("ACC-023")
def test_without_the_right_there_is_no_paper(world: World) -> None:
    client = signed_in(world.shipper, "SHC")
    assert client.get(f"{ADDRESS}&export=pdf").status_code == 403
    nobody = make_user()
    client.force_login(nobody)
    assert client.get(ADDRESS).status_code in (302, 303, 403)


@pytest.mark.spec("CUS-007")
def test_conditions_are_kept_under_a_name_and_opened_again(world: World) -> None:
    client = signed_in(world.reviewer, *world.reviewer.roles)
    page = client.get(f"{ADDRESS}&by=item&channel=phone")
    kept = re.search(r'name="query" value="([^"]+)"', page.content.decode())
    assert kept is not None
    query = kept[1].replace("&amp;", "&")

    saved = client.post(
        "/views/new/", {"label": "电话订单", "list_name": "reporting.orders", "query": query, "form_token": "v-1"}
    )

    row = SavedView.objects.get()
    assert (row.label, saved.status_code, saved["Location"]) == (
        "电话订单",
        303,
        f"/reports/orders/?view={row.pk}&{query}",
    )
    opened = client.get(saved["Location"])
    assert opened.context["report"].question.asked.channels == ["phone"]
    assert "电话订单" in opened.content.decode()
