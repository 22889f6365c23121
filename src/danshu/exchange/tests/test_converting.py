"""Cells become values as a careful person would read them, or a problem that says what to write instead."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from danshu.exchange.converting import CellProblem, ColumnStyle, converter
from danshu.exchange.converting.styles import style_of
from danshu.exchange.fields import Choice, Field, FieldType
from danshu.kit.clock import company_zone

PLAIN = ColumnStyle()


def value(kind: FieldType, text: str, letter: str = "s", style: ColumnStyle = PLAIN, **options: Any) -> Any:
    """One cell converted for a field of this type."""
    return converter(Field("x", "数量", kind, **options), style)(letter, text)


def problem(kind: FieldType, text: str, letter: str = "s", style: ColumnStyle = PLAIN, **options: Any) -> CellProblem:
    """The problem of one cell."""
    with pytest.raises(CellProblem) as caught:
        value(kind, text, letter, style, **options)
    return caught.value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.56", "1234.56"),
        ("￥1,234.50元", "1234.50"),
        ("１２３", "123"),
        ("(3.00)", "-3.00"),
        ("−5", "-5"),
        (" 12 ", "12"),
        ("1.5e3", "1500"),
        (".5", "0.5"),
        ("CNY 8", "8"),
    ],
)
def test_numbers_in_text(text: str, number: str) -> None:
    assert value(FieldType.DECIMAL, text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["五万", "abc", "1,23", "12,34.5", "1.2.3", "NaN", "Infinity", "1" * 40, "1e999", "--5", "."]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert problem(FieldType.DECIMAL, text).code == "not_a_number"


def test_chinese_ten_thousands_are_suggested_not_assumed() -> None:
    assert problem(FieldType.MONEY, "五万").suggestions == ("50000",)
    assert problem(FieldType.MONEY, "1.5万").suggestions == ("15000",)


def test_a_column_with_decimal_commas_is_read_so() -> None:
    style = style_of(FieldType.DECIMAL, [("s", "1.234,56"), ("s", "7,5"), ("s", "12")])
    assert [value(FieldType.DECIMAL, text, style=style) for text in ("1.234,56", "7,5", "12")] == [
        Decimal("1234.56"),
        Decimal("7.5"),
        Decimal(12),
    ]
    assert not style_of(FieldType.DECIMAL, [("s", "1,234"), ("s", "1,234.56")]).decimal_comma


def test_percentages() -> None:
    assert value(FieldType.PERCENT, "12%") == Decimal("0.12")
    assert value(FieldType.PERCENT, "0.12", "n") == Decimal("0.12")
    points = style_of(FieldType.PERCENT, [("n", "13"), ("n", "1")])
    assert [value(FieldType.PERCENT, text, "n", points) for text in ("13", "1")] == [Decimal("0.13"), Decimal("0.01")]


def test_whole_numbers_and_limits_name_the_figures() -> None:
    assert value(FieldType.INTEGER, "12", "n") == 12
    assert value(FieldType.INTEGER, "12.0") == 12
    assert problem(FieldType.INTEGER, "12.5").message == "数量应为整数，现在是 12.5"
    assert problem(FieldType.MONEY, "1.234", scale=2).message == "数量最多 2 位小数，现在是 1.234"
    assert value(FieldType.MONEY, "1.230", scale=2) == Decimal("1.230")
    assert problem(FieldType.INTEGER, "0", minimum=1).code == "too_small"
    quantity = {"scale": 3, "minimum": Decimal("0.001")}
    assert problem(FieldType.DECIMAL, "-4", **quantity).message == "数量必须大于 0，现在是 -4"
    assert value(FieldType.DECIMAL, "0.001", **quantity) == Decimal("0.001")
    assert problem(FieldType.INTEGER, "11", maximum=10).code == "too_large"


@pytest.mark.parametrize(
    "text",
    [
        "2014-2-9",
        "2014/02/09",
        "2014.2.9",
        "20140209",
        "2014年2月9日",
        "9-Feb-2014",
        "Feb 9, 2014",
        "2014-02-09 13:45:10",
    ],
)
def test_dates_in_text(text: str) -> None:
    assert value(FieldType.DATE, text) == date(2014, 2, 9)


def test_moments_are_in_the_company_zone() -> None:
    zone = company_zone()
    assert value(FieldType.DATETIME, "2020-01-01 01:01:01", "t") == datetime(2020, 1, 1, 1, 1, 1, tzinfo=zone)
    assert value(FieldType.DATETIME, "20190826 16:10:55") == datetime(2019, 8, 26, 16, 10, 55, tzinfo=zone)
    assert value(FieldType.DATETIME, "2020年1月1日 下午3:05") == datetime(2020, 1, 1, 15, 5, tzinfo=zone)
    assert value(FieldType.DATETIME, "2020-01-01T00:00:00Z").astimezone(zone).hour == 8
    assert value(FieldType.DATE, "2019-12-31T17:00:00Z") == date(2020, 1, 1)
    assert value(FieldType.DATE, "41852", "n") == date(2014, 8, 1)


def test_day_and_month_order_is_decided_by_the_column() -> None:
    month_first = style_of(FieldType.DATE, [("s", "10/2/2017"), ("s", "10/25/2017 11:07")])
    day_first = style_of(FieldType.DATE, [("s", "10/2/2017"), ("s", "25/10/2017")])
    assert value(FieldType.DATE, "10/2/2017", style=month_first) == date(2017, 10, 2)
    assert value(FieldType.DATE, "10/2/2017", style=day_first) == date(2017, 2, 10)
    assert style_of(FieldType.DATE, [("s", "10/2/2017"), ("s", "3/4/2017")]).date_order == "?"


@pytest.mark.parametrize(
    ("text", "code"),
    [("2014-02-30", "no_such_day"), ("05.jan", "not_a_date"), ("10/2/17", "short_year"), ("2014-02-09 25:00", "not_a_date"),
     ("1234-01-01", "year_out_of_range"), ("明天", "not_a_date"), ("13 Foo 2014", "no_such_day")],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str, code: str) -> None:
    assert problem(FieldType.DATE, text).code == code


def test_codes_lose_nothing() -> None:
    assert value(FieldType.CODE, "0071") == "0071"
    assert value(FieldType.CODE, "123", "n") == "123"
    assert value(FieldType.CODE, "ＡＢ－１ ") == "AB-1"
    assert problem(FieldType.CODE, "123456789012346000", "n").code == "digits_lost"
    assert problem(FieldType.CODE, "2024-01-05", "d").code == "code_is_date"


def test_texts_stay_and_their_length_is_limited() -> None:
    assert value(FieldType.TEXT, "  张三 ") == "张三"
    assert value(FieldType.NOTE, " a\n b ") == " a\n b "
    assert value(FieldType.TEXT, "字" * 50, max_length=50) == "字" * 50
    assert problem(FieldType.TEXT, "字" * 51, max_length=50).message == "数量最多 50 个字，现在是 51 个"


def test_the_mark_of_our_own_csv_export_is_taken_off_again() -> None:
    style = ColumnStyle(from_text=True)
    assert value(FieldType.TEXT, "'=1+1", style=style) == "=1+1"
    assert value(FieldType.DECIMAL, "'-5", style=style) == Decimal(-5)
    assert value(FieldType.TEXT, "'tis", style=style) == "'tis"
    assert value(FieldType.TEXT, "'=1+1") == "'=1+1"


def test_yes_and_no() -> None:
    assert [value(FieldType.BOOLEAN, text) for text in ("是", "Y", "1", "启用", "否", "0", "FALSE")] == [True] * 4 + [
        False
    ] * 3
    assert value(FieldType.BOOLEAN, "true", "b") is True
    assert problem(FieldType.BOOLEAN, "也许").suggestions == ("是", "否")


def test_choices_by_code_name_and_synonym_and_a_near_miss_is_suggested() -> None:
    choices = (Choice("gold", "金卡", ("VIP",)), Choice("plain", "普通"))
    assert [value(FieldType.CHOICE, text, choices=choices) for text in ("gold", "金卡", "vip")] == ["gold"] * 3
    wrong = problem(FieldType.CHOICE, "金", choices=choices)
    assert wrong.message == "数量没有“金”，可以填：金卡、普通"
    assert "金卡" in wrong.suggestions


LEVELS = tuple(Choice(str(pk), name, (english, code), is_key=True) for pk, name, english, code in (
    (1, "A 级", "Level A", "A"), (2, "B 级", "Level B", "B"), (3, "C 级", "Level C", "C"),
))  # fmt: skip


@pytest.mark.spec("SYS-009", "COM-015")
def test_a_dictionary_value_is_known_with_or_without_its_classifier_in_any_case_and_width() -> None:
    for text in ("A 级", "A级", "A", "a", "Ａ", "ａ级", " A 级 ", "level a", "LEVEL-A", "A等级"):
        assert value(FieldType.CHOICE, text, choices=LEVELS) == "1", text
    assert value(FieldType.CHOICE, "B级", choices=LEVELS) == "2"
    plain = (Choice("x", "批发"), Choice("y", "零售"))
    assert [value(FieldType.CHOICE, text, choices=plain) for text in ("批发类", "零 售")] == ["x", "y"]


@pytest.mark.spec("SYS-009", "COM-015")
def test_a_word_that_may_mean_two_values_is_refused_with_the_choices() -> None:
    choices = (Choice("1", "A 级"), Choice("2", "A 类"), Choice("3", "B 级"))
    wrong = problem(FieldType.CHOICE, "A", choices=choices)
    assert (wrong.code, wrong.suggestions) == ("ambiguous_choice", ("A 级", "A 类"))
    assert wrong.message == "数量“A”可以是几个值，填其中一个：A 级、A 类"
    assert value(FieldType.CHOICE, "A级", choices=choices) == "1"
    assert problem(FieldType.CHOICE, "D", choices=LEVELS).code == "unknown_choice"
    sizes = (Choice("1", "20–99 人"), Choice("2", "2099 人"))
    assert value(FieldType.CHOICE, "20-99人", choices=sizes) == "1"


@pytest.mark.spec("SYS-009")
def test_the_key_of_a_value_means_it_only_when_the_wizard_wrote_it() -> None:
    assert problem(FieldType.CHOICE, "2", choices=LEVELS).code == "unknown_choice"
    assert value(FieldType.CHOICE, "2", style=ColumnStyle(keys=True), choices=LEVELS) == "2"


def test_a_unit_behind_a_number_is_understood_where_the_field_knows_it() -> None:
    assert value(FieldType.INTEGER, "30 天", units=("天", "days")) == 30
    assert value(FieldType.INTEGER, "45days", units=("天", "days")) == 45
    assert problem(FieldType.INTEGER, "月结 30 天", units=("天",)).code == "not_a_number"
    assert problem(FieldType.INTEGER, "30 天").code == "not_a_number"


def test_phones_and_addresses() -> None:
    assert value(FieldType.PHONE, "138 0000-0000") == "13800000000"
    assert value(FieldType.PHONE, "13800000000", "n") == "13800000000"
    assert value(FieldType.PHONE, "(5) 555-4729") == "55554729"
    assert problem(FieldType.PHONE, "1380000").message == "数量应为 11 位，现在是 7 位"
    assert problem(FieldType.PHONE, "abc").code == "bad_phone"
    assert value(FieldType.EMAIL, "a@b.cn") == "a@b.cn"
    assert problem(FieldType.EMAIL, "a@").code == "bad_email"


def test_empty_cells_placeholders_and_formula_errors() -> None:
    assert value(FieldType.MONEY, "-", default=Decimal(0)) == Decimal(0)
    assert value(FieldType.TEXT, "-") == "-"
    assert value(FieldType.TEXT, "", "-") is None
    assert value(FieldType.DATE, "  ") is None
    assert problem(FieldType.TEXT, "#N/A", "e").code == "formula_error"
