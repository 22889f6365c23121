"""What is asked is what is answered: wrong days are refused, kept periods move on, groups have names (RPT-002)."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from danshu.catalog.models import Category, Item
from danshu.kit.errors import FieldErrors
from danshu.reporting.asking import LONGEST, as_address, read
from danshu.reporting.tests.people import led_world
from danshu.reporting.tests.test_order_statistics import mixed
from danshu.reporting.tests.test_sales_by_month import at, signed_in, sold
from danshu.sales.models import Order
from danshu.sales.tests.world import NOON, World
from danshu.segments.models import Member, Segment

pytestmark = [pytest.mark.django_db, pytest.mark.spec("RPT-002")]
YEAR = "/reports/orders/?from=2026-01-01&to=2026-12-31"


@pytest.fixture
def world() -> World:
    return led_world()


@pytest.fixture
def client(world: World) -> Client:
    return signed_in(world.reviewer, *world.reviewer.roles)


WRONG = [
    ("from=2026-05-01&to=2026-01-01", "to", "结束日期不能早于开始日期"),
    ("from=abc&to=2026-01-31", "from", "日期要写成 2026-01-31 这样"),
    ("to=2026-02-30", "to", "日期要写成 2026-01-31 这样"),
    ("from=2010-01-01&to=2026-01-01", "from", "期间最多 3700 天"),
]


@pytest.mark.spec("COM-002")
@pytest.mark.parametrize(("query", "field", "text"), WRONG)
def test_days_that_cannot_be_are_refused_beside_their_field(
    world: World, client: Client, query: str, field: str, text: str
) -> None:
    sold(world, 2, at(2026, 3))
    answer = client.get(f"/reports/orders/?{query}&by=unit&channel=staff")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert re.search(rf'id="id_{field}-error">.*?<span>{text}</span></span>', page, re.DOTALL)
    assert "report" not in answer.context or not answer.context["report"]
    assert client.get(f"/reports/orders/?{query}&export=csv").status_code == 422
    # what was right stays
    assert answer.context["form"]["channel"].value() == "staff"


@pytest.mark.parametrize(("query", "field"), [
    ("first=2026-05-01&last=2026-01-01", "last"), ("first=abc", "first"), ("first=2010-01-01&last=2026-01-01", "first"),
])  # fmt: skip
def test_the_interface_refuses_them_too(client: Client, query: str, field: str) -> None:
    answer = client.get(f"/api/v1/reports/order-statistics?{query}")
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])


def question(world: World, query: str, today: date) -> Any:
    return read(QueryDict(query), world.reviewer, today)


@pytest.mark.parametrize(("code", "first", "last"), [
    ("month", date(2026, 9, 1), date(2026, 9, 18)), ("last_month", date(2026, 8, 1), date(2026, 8, 31)),
])  # fmt: skip
def test_a_kept_period_moves_on_with_the_days(world: World, code: str, first: date, last: date) -> None:
    kept = as_address(question(world, f"period={code}&by=unit", date(2026, 3, 5)))
    assert "from=" not in kept
    moved = question(world, kept, date(2026, 9, 18)).asked
    assert (moved.first, moved.last, moved.by) == (first, last, "unit")


def test_days_that_were_typed_stay_and_those_of_the_form_keep_their_period(world: World) -> None:
    today = date(2026, 9, 18)
    sent = question(world, "period=month&from=2026-09-01&to=2026-09-18", today)
    assert (sent.period, "from=" in as_address(sent)) == ("month", False)
    typed = question(world, "period=month&from=2026-09-02&to=2026-09-18", today)
    assert (typed.period, typed.asked.first) == ("", date(2026, 9, 2))
    assert "from=2026-09-02" in as_address(typed)
    assert question(world, "", today).period == "month"
    assert question(world, f"from=2020-01-01&to={date(2020, 1, 1) + LONGEST}", today).asked.first == date(2020, 1, 1)
    with pytest.raises(FieldErrors):
        question(world, "from=2026-09-19&to=2026-09-18", today)


def test_the_buttons_of_periods_keep_them_relative(client: Client) -> None:
    page = unescape(client.get("/reports/orders/?period=last_month&by=unit").content.decode())
    assert re.search(r'name="query" value="by=unit&period=last_month"', page)
    assert '<a href="?by=unit&period=last_month" aria-current="true">上月</a>' in page


@pytest.mark.spec("CAT-005")
def test_the_list_behind_a_category_names_it_even_when_it_was_withdrawn(world: World, client: Client) -> None:
    mixed(world, at(2026, 3))
    soap = Item.objects.get(pk=world.soap.pk)
    Category.objects.filter(pk=soap.category_id).update(is_valid=False)
    found = client.get(f"{YEAR}&by=category")
    row = next(row for row in found.context["report"].rows if row.group.key == soap.category_id)
    page = client.get(row.url)
    assert [order.total for order in page.context["listing"].page.rows] == [Order.objects.get().total]
    assert soap.category is not None
    said = re.sub(r"<[^>]+>|\s", "", page.content.decode())
    name = soap.category.name.replace(" ", "")
    assert f"商品分类（不含下级，列整单）{name}" in said.replace("：", "")
    assert "点开的列表是整张订单" in found.content.decode()
    assert "点开的列表是整张订单" not in client.get(f"{YEAR}&by=unit").content.decode()


@pytest.mark.spec("ACC-003")
def test_orders_of_no_store_are_called_so(world: World, client: Client) -> None:
    sold(world, 2, at(2026, 3))
    found = client.get(f"{YEAR}&by=store")
    assert [row.label for row in found.context["report"].rows] == ["不属于门店"]
    assert [bar.label for bar in found.context["chart"].bars] == ["不属于门店"]


def test_the_foot_note_says_which_orders_are_counted(client: Client) -> None:
    usual = client.get(f"{YEAR}").context["basis"]
    assert "审核通过及以后的订单，不含已取消、已作废和已删除" in usual
    voided = client.get(f"{YEAR}&status=voided").context["basis"]
    assert ("不含已取消" in voided, "只含状态为 已作废 的订单" in voided) == (False, True)
    assert "退款不冲减" in voided


def test_a_table_that_is_cut_says_so_and_offers_months(client: Client) -> None:
    page = client.get("/reports/orders/?by=day&from=2020-01-01&to=2026-12-31").content.decode()
    assert "表中只显示前 1000 行，另有 1557 行，导出可见全部" in page
    assert "改按月看" in page
    assert "表中只显示前" not in client.get(YEAR).content.decode()


@pytest.mark.spec("CUS-012")
def test_a_report_is_narrowed_to_the_customers_of_a_segment(world: World, client: Client) -> None:
    sold(world, 2, at(2026, 3))
    inside, outside = (
        Segment.objects.create(name=name, is_dynamic=False, created_at=NOON, updated_at=NOON)
        for name in ("重点", "其他")
    )
    Member.objects.create(segment=inside, customer_id=world.customer.pk, since_at=NOON)
    row = client.get(f"{YEAR}&by=unit&segment={inside.pk}").context["report"].rows[0]
    assert (row.group.orders, len(client.get(row.url).context["listing"].page.rows)) == (1, 1)
    assert f"segment={inside.pk}" in row.url
    assert client.get(f"{YEAR}&by=unit&segment={outside.pk}").context["report"].total.group.orders == 0
    answer = client.get(f"/api/v1/reports/order-statistics?first=2026-01-01&last=2026-12-31&segment={outside.pk}")
    assert answer.json()["total"]["orders"] == 0
