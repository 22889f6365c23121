"""The heading row and the columns are found as a person would find them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from danshu.exchange.engine.session import kind_named
from danshu.exchange.fields import Field, FieldType
from danshu.exchange.headings import columns_of, find_heading_row, normalised
from danshu.exchange.importing import TEMPLATES, Policy
from danshu.exchange.mapping import by_headings, guess
from danshu.exchange.operations.map_columns import ColumnMapping, mapping_problems
from danshu.exchange.reading.opening import RawRow

ORDER = (
    Field("order_no", "订单编号", FieldType.CODE, required=True, synonyms=("订单 ID", "单号", "OrderID", "order no")),
    Field("ordered_on", "订单日期", FieldType.DATE, synonyms=("下单时间", "OrderDate")),
    Field("customer", "客户名称", synonyms=("客户", "CustomerID")),
    Field("quantity", "数量", FieldType.DECIMAL, synonyms=("Quantity", "qty")),
    Field("amount", "金额", FieldType.MONEY, synonyms=("销售额", "小计")),
    Field("email", "邮箱", FieldType.EMAIL, synonyms=("e-mail",)),
)


def sheet(*rows: Sequence[str | float], first: int = 1) -> list[RawRow]:
    """Preview rows; numbers become number cells."""
    return [
        RawRow(
            number,
            "".join("-" if cell == "" else "s" if isinstance(cell, str) else "n" for cell in row),
            [str(cell) for cell in row],
        )
        for number, row in enumerate(rows, first)
    ]


@pytest.mark.parametrize(
    ("heading", "same"),
    [
        ("订单 ID", "订单id"),
        ("金额（元）", "金额"),
        ("*客户名称", "客户名称"),
        ("Order_Date", "orderdate"),
        ("名称*（必填）", "名称"),
        ("（元）", "元"),
    ],
)
def test_headings_are_compared_without_decoration(heading: str, same: str) -> None:
    assert normalised(heading) == same


def test_a_merged_title_and_instructions_are_passed_over() -> None:
    rows = sheet(
        ["1、带星号的为必填项\n2、请勿删除", "", ""], ["订单*", "数量*", "备注"], ["A1", 3, "x"], ["A2", 4, ""]
    )
    assert find_heading_row(rows) == 2


def test_known_headings_win_over_a_notes_table() -> None:
    rows = sheet(["制表", "张三", "部门"], ["单号", "订单日期", "数量"], ["A1", "2024-01-01", 3])
    assert find_heading_row(rows, ["单号", "订单日期", "数量"]) == 2


def test_a_table_of_numbers_has_no_heading() -> None:
    assert find_heading_row(sheet([1, 2, 3], [4, 5, 6])) == 0
    assert find_heading_row(sheet(["1", "2", "521.6"], ["1", "3", "4"])) == 0
    assert [column.heading for column in columns_of(sheet([1, 2]), 0)] == ["A", "B"]


def test_repeated_headings_get_numbers_and_twins_are_recognised() -> None:
    rows = sheet(["OrderID", "Name", "OrderID", "Name", ""], ["1", "a", "1", "b", "x"], ["2", "c", "2", "d", "y"])
    columns = columns_of(rows, 1)
    assert [(column.heading, column.repeats) for column in columns] == [
        ("OrderID", None),
        ("Name", None),
        ("OrderID (2)", 0),
        ("Name (2)", None),
        ("E", None),
    ]


def test_columns_are_guessed_by_name_synonym_and_content() -> None:
    rows = sheet(
        ["行 ID", "订单 ID", "下单时间", "客户", "qty（件）", "销售额", "E-Mail"],
        [1, "CN-1", "2024-01-02", "张三", 2, 11.5, "a@b.cn"],
    )
    found = guess(ORDER, columns_of(rows, 1))
    assert {name: match.column for name, match in found.items()} == {
        "order_no": 1,
        "ordered_on": 2,
        "customer": 3,
        "quantity": 4,
        "amount": 5,
        "email": 6,
    }
    assert found["order_no"].score == 1.0


def test_a_column_whose_cells_are_of_another_kind_is_not_guessed() -> None:
    rows = sheet(["订单日期说明"], ["张三"], ["李四"])
    assert "ordered_on" not in guess(ORDER, columns_of(rows, 1))
    exact = sheet(["订单日期", "下单时间"], ["张三", "2024-01-02"])
    assert guess(ORDER, columns_of(exact, 1))["ordered_on"].column == 1
    unsure = guess(ORDER, columns_of(sheet(["订单日期"], ["张三"]), 1))["ordered_on"]
    assert unsure.score < 0.7


def test_misspelt_headings_are_still_found() -> None:
    found = guess(ORDER, columns_of(sheet(["Quantitiy", "订单日期时间"], [3, "2024-01-02"]), 1))
    assert {name: match.column for name, match in found.items()} == {"quantity": 0, "ordered_on": 1}


def test_a_saved_mapping_finds_its_columns_by_heading() -> None:
    columns = columns_of(sheet(["b", "订单 ID", "b"], ["x", "1", "y"]), 1)
    assert by_headings(columns, {"order_no": "订单ID", "customer": "b (2)", "gone": "z"}) == {
        "order_no": 1,
        "customer": 2,
    }


@pytest.mark.django_db
def test_every_mapping_that_ships_is_taken_as_it_stands() -> None:
    shipped = [template for template in TEMPLATES.values() if not template.code.startswith("toy")]
    assert len(shipped) > 10
    for template in shipped:
        headings = list(dict.fromkeys(template.columns.values()))
        columns = {name: headings.index(heading) for name, heading in template.columns.items()}
        mapping = ColumnMapping(
            sheet=0, heading_row=1, columns=columns, constants=dict(template.constants),
            options=dict(template.options), policy=str(template.policy or Policy.SKIP),
        )  # fmt: skip
        found = mapping_problems(kind_named(template.kind), mapping, len(headings))
        assert [(template.code, problem.field, problem.code) for problem in found] == []
