"""Files hold what the page shows: all columns, the period and the conditions (RPT-002)."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pypdf import PdfReader

from danshu.reporting.tests.people import led_world
from danshu.reporting.tests.test_sales_by_month import at, signed_in, sold

pytestmark = [pytest.mark.django_db, pytest.mark.spec("RPT-002")]
ADDRESS = "/reports/orders/?by=month&from=2026-03-01&to=2026-05-31&compare=year_before&channel=staff&export="
HEADS = ["月份", "订单数", "数量", "成交额", "退款冲减", "销售额", "币种", "占比", "平均每单", "对比期销售额", "增长"]
MARCH = ["2026-03", 1, 4, 170, 0, 170, "CNY", 0.6667, 170, 42.5, 3]
MAY = ["2026-05", 1, 2, 85, 0, 85, "CNY", 0.3333, 85, 0, None]
TOTAL = ["合计", 2, 6, 255, 0, 255, "CNY", 1, 127.5, 42.5, 5]
FACTS = [["期间", "2026-03-01 – 2026-05-31"], ["对比期", "2025-03-01 – 2025-05-31"], ["币种", "CNY"],
         ["按什么统计", "月份"], ["对比", "上年同期"], ["来源", "后台"]]  # fmt: skip


@pytest.fixture
def client() -> Client:
    world = led_world()
    sold(world, 1, at(2025, 3))
    sold(world, 4, at(2026, 3))
    sold(world, 2, at(2026, 5))
    return signed_in(world.reviewer, *world.reviewer.roles)


def checked(rows: list[list[Any]]) -> None:
    assert [rows[0], rows[1], rows[3], rows[4]] == [HEADS, MARCH, MAY, TOTAL]
    assert rows[5] == []
    assert rows[6:12] == FACTS
    assert rows[12][0] == "口径"
    assert rows[12][1].startswith("按审核日期")


def number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text or None


def test_csv_says_what_the_page_says_and_what_it_answers(client: Client) -> None:
    text = client.get(f"{ADDRESS}csv").getvalue().decode("utf-8-sig")
    rows = [[number(cell) for cell in row] for row in csv.reader(io.StringIO(text))]
    checked([[] if row == [None, None] else row for row in rows])


def test_a_workbook_says_the_same(client: Client) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{ADDRESS}xlsx").getvalue())).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    below = [[cell for cell in row if cell] for row in rows[5:]]
    checked([*rows[:5], *below])


def test_paper_says_the_same(client: Client) -> None:
    made = PdfReader(io.BytesIO(client.get(f"{ADDRESS}pdf").content))
    text = "".join(page.extract_text() for page in made.pages).replace("\n", "")
    for word in ("期间", "对比期", "上年同期", "后台", "平均每单", "127.50", "66.7", "占比", "增长"):
        assert word in text, word
