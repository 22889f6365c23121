"""Lines of a document: parsing, messages, preview."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danshu.ui.grid import Grid, GridColumn, GridSpec, Line, Remedy, from_records, parse

SPEC = GridSpec(
    columns=[
        GridColumn(key="item", label="商品", kind="finder"),
        GridColumn(key="name", label="名称", kind="show"),
        GridColumn(key="unit", label="单位", kind="choice", choices=[("box", "箱")]),
        GridColumn(key="quantity", label="数量", kind="number"),
        GridColumn(key="id", label="", kind="hidden"),
    ]
)


def test_rows_come_in_the_order_of_their_numbers_and_empty_ones_are_left_out():
    data = {
        "lines-10-item": "7",
        "lines-10-quantity": "1",
        "lines-2-item": "5",
        "lines-2-item-text": "ＳＸ-２００１",
        "lines-2-quantity": "１，２００",
        "lines-3-item": "",
        "lines-3-quantity": " ",
        "lines-3-unit": "box",
        "lines-3-id": "88",
        "other": "x",
    }

    lines = parse(data, SPEC)

    assert [line.index for line in lines] == [2, 10]
    assert lines[0].values == {
        "item": "5",
        "item-text": "SX-2001",
        "name": "",
        "unit": "",
        "quantity": "1200",
        "id": "",
    }


def test_what_was_typed_is_kept_with_its_problem():
    line = parse({"lines-0-item-text": "没有的", "lines-0-quantity": "很多"}, SPEC)[0]
    line.refuse("quantity", "填写数字")

    assert line.values["quantity"] == "很多"
    assert line.bad_fields == {"quantity"}
    assert Grid(SPEC, [line]).problems() == [("lines-0-quantity", "第 1 行：填写数字")]


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=10))
def test_any_names_and_values_are_read_or_ignored(data):
    assert all(isinstance(line, Line) for line in parse(data, SPEC))


def test_another_prefix_is_not_mixed_in():
    assert parse({"gifts-0-item": "1", "lines-x-item": "1", "lines--1-item": "1"}, SPEC) == []


def test_too_many_rows_are_refused():
    with pytest.raises(ValueError, match="1000"):
        parse({f"lines-{n}-item": "1" for n in range(1001)}, SPEC)


def test_without_scripts_there_are_empty_rows_after_the_filled_ones():
    grid = Grid(SPEC, [Line(index=4, values={"item": "1"})])

    assert [line.index for line in grid.rows] == [4, 5, 6, 7]


def test_stored_lines_become_rows():
    lines = from_records([{"pk": 1}, {"pk": 2}], lambda record: {"item": str(record["pk"])})

    assert [(line.index, line.values["item"]) for line in lines] == [(0, "1"), (1, "2")]


def test_the_page_names_and_labels_each_control(client):
    page = client.get("/ui/gallery/entry/").content.decode()

    assert 'name="lines-0-item-text"' in page
    assert 'aria-label="第 2 行 数量"' in page
    assert 'aria-label="删除第 1 行"' in page


def test_a_posted_page_without_scripts_keeps_the_lines_and_says_what_is_wrong(client):
    page = client.post(
        "/ui/gallery/entry/", {"lines-0-item": "3", "lines-0-item-text": "ZP-1001", "lines-0-quantity": "120"}
    )

    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="120" data-field="quantity" inputmode="decimal"' in text
    assert '<a href="#lines-0-quantity">第 1 行：可用库存只有 108 箱，缺 12 箱</a>' in text
    assert "改为 108 箱</button>" in text
    assert 'aria-describedby="lines-0-quantity-msg"' in text


def test_the_preview_answers_cells_messages_and_totals(client):
    answer = client.post(
        "/ui/gallery/preview/",
        {"lines-0-item": "1", "lines-0-quantity": "2", "lines-1-item": "3", "lines-1-quantity": "999"},
    )

    text = answer.content.decode()
    assert '<div data-preview-line="0"><div data-cell="name">泡沫洗手液 清爽型 500 ml</div>' in text
    assert '<div data-cell="amount">285.60</div>' in text
    assert '<data data-set="price" value="142.80"></data>' in text
    assert 'data-for="quantity"' in text
    assert 'id="totals"' in text


def test_texts_of_people_are_escaped_in_the_grid(client):
    page = client.post(
        "/ui/gallery/entry/", {"lines-0-item-text": '"><script>alert(1)</script>', "lines-0-quantity": "1"}
    )

    assert "<script>alert(1)" not in page.content.decode()


def test_an_unknown_kind_of_column_is_refused():
    with pytest.raises(ValueError, match="unknown kind"):
        GridColumn(key="x", label="x", kind="magic")


def test_a_remedy_carries_its_values():
    line = Line(index=0)
    line.refuse("quantity", "缺 12 箱", Remedy(label="改为 108 箱", values={"quantity": "108"}))

    assert line.messages[0].remedies[0].values == {"quantity": "108"}
