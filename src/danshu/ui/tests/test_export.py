"""Exports hold what the filter finds and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
import pytest

from danshu.ui.gallery.models import GalleryOrder
from danshu.ui.lists.export import harmless
from danshu.ui.ports import PORTS

pytestmark = pytest.mark.django_db
URL = "/ui/gallery/list/"
NASTY = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", '=HYPERLINK("http://x")', "\nx"]


def body(response):
    return b"".join(response.streaming_content)


@pytest.fixture
def logged():
    seen = []
    PORTS.log_export = lambda *facts: seen.append(facts[1:])
    yield seen
    PORTS.log_export = None


def test_the_csv_holds_the_filters_result_with_a_mark_for_excel(client, orders, logged):
    rows = orders(45)

    response = client.get(URL, {"export": "csv", "customer": "青禾"})
    data = body(response)

    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert lines[0][:4] == ["单号", "客户", "下单时间", "金额（元）"]
    assert len(lines) - 1 == rows.filter(customer__contains="青禾").count()
    assert logged == [("gallery.orders", "csv", len(lines) - 1, {"customer": ["青禾"]})]


@pytest.mark.spec("SYS-010")
def test_only_the_ticked_columns_are_exported_and_the_log_says_which(client, orders, logged):
    orders(45)

    data = body(client.get(URL, {"export": "csv", "customer": "青禾", "fields": ["total", "number", "secret"]}))

    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines[0] == ["单号", "金额（元）"]
    assert {len(line) for line in lines} == {2}
    assert logged == [
        ("gallery.orders", "csv", len(lines) - 1, {"customer": ["青禾"], "fields": ["number", "total"]}),
    ]


@pytest.mark.spec("SYS-010")
def test_a_job_is_told_the_ticked_columns(client, orders, logged, monkeypatch):
    orders(5_001)
    seen = []
    monkeypatch.setattr(PORTS, "export_later", lambda *asked: seen.append(asked[1:]) or "/jobs/1/")

    client.get(URL, {"export": "csv", "fields": ["customer"]})

    assert seen == [("gallery.orders", "csv", {}, ["customer"])]


def test_the_workbook_keeps_numbers_dates_and_texts_apart(client, orders, logged):
    first = orders(3).first()

    book = openpyxl.load_workbook(io.BytesIO(body(client.get(URL, {"export": "xlsx"}))))

    cells = list(book.active.iter_rows(values_only=True))[1]
    assert cells[0] == first.number
    assert cells[3] == float(first.total)
    assert cells[2].strftime("%Y-%m-%d %H:%M") == "2026-09-18 10:15"
    assert cells[5] == "待发货"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("text", NASTY)
def test_no_text_becomes_a_formula(client, orders, logged, kind, text):
    orders(1)
    GalleryOrder.objects.update(customer=text)

    data = body(client.get(URL, {"export": kind}))

    if kind == "csv":
        assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1][1] == "'" + text
    else:
        cell = openpyxl.load_workbook(io.BytesIO(data)).active.cell(2, 2)
        assert cell.data_type == "s"
        assert cell.value.replace("_x000D_", "\r") == text


@pytest.mark.parametrize("text", ["示例", "a=b", "100%", "", "1-1"])
def test_harmless_texts_are_left_alone(text):
    assert harmless(text) == text


def test_an_empty_result_is_not_exported(client, orders, logged):
    orders(5)

    response = client.get(URL, {"export": "xlsx", "customer": "没有"})

    assert response.status_code == 422
    assert "筛选结果为空" in response.content.decode()
    assert logged == []


def test_more_than_five_thousand_rows_go_to_a_job_when_there_is_one(client, orders, logged, monkeypatch):
    orders(5_001)

    refused = client.get(URL, {"export": "csv"})
    monkeypatch.setattr(PORTS, "export_later", lambda actor, name, kind, params, columns: f"/jobs/{name}/{kind}/")
    later = client.get(URL, {"export": "csv"})

    assert (refused.status_code, "5000" in refused.content.decode()) == (422, True)
    assert (later.status_code, later["Location"]) == (303, "/jobs/gallery.orders/csv/")
    assert logged == []


def test_without_the_permission_there_is_no_export(client, orders, monkeypatch):
    from django.http import QueryDict

    from danshu.kit.actor import Actor
    from danshu.kit.errors import Forbidden
    from danshu.ui.gallery.declared import ORDERS
    from danshu.ui.lists.export import export
    from danshu.ui.lists.state import read_state

    orders(1)
    stranger = Actor(user_id=2, name="某人")

    with pytest.raises(Forbidden):
        export(read_state(ORDERS, stranger, QueryDict()), "csv")


def test_amounts_are_exact_in_csv(client, orders, logged):
    orders(1)
    GalleryOrder.objects.update(total=Decimal("1234567.89"))

    assert b",1234567.89," in body(client.get(URL, {"export": "csv"}))
