"""One converter per mapped column: (kind, text) -> value, or CellProblem."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.exchange.converting.moments import parse_moment
from danshu.exchange.converting.numbers import half_width, parse_number, shortened
from danshu.exchange.converting.problems import CellProblem
from danshu.exchange.converting.styles import ColumnStyle
from danshu.exchange.converting.words import boolean_converter, choice_converter, email_converter, phone_converter
from danshu.exchange.fields import Field, FieldType
from danshu.kit.clock import company_zone
from danshu.kit.texts import text_fault

Convert = Callable[[str, str], Any]
GUARDED = re.compile(r"'[=+\-@\t\r\n＝＋－＠]")
PLACEHOLDERS = frozenset({"-", "--", "—", "——", "/", "null", "n/a", "#n/a", "none"})
LONGEST_PLACEHOLDER = max(map(len, PLACEHOLDERS))
EXACT_DIGITS = 15
# The usual forms, read without the long way: most cells of most files are like these.
PLAIN_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?")
ISO_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def converter(field: Field, style: ColumnStyle) -> Convert:
    """A function that gives the value of a cell, `field.default` for an empty one, or raises CellProblem."""
    inner = _MAKERS[field.type](field, style)
    blank_words = field.type not in (FieldType.TEXT, FieldType.NOTE, FieldType.CODE, FieldType.CHOICE)

    def convert(kind: str, text: str) -> Any:
        if kind == "-" or not (bare := text.strip()):
            return field.default
        if kind == "e":
            raise CellProblem(
                "formula_error",
                _("单元格显示 %(value)s，是公式错误") % {"value": text},
                _("单元格是公式错误"),
            )
        if style.from_text and text[0] == "'" and GUARDED.match(text):
            text = text[1:]
            bare = text.strip()
        if blank_words and len(bare) <= LONGEST_PLACEHOLDER and bare.lower() in PLACEHOLDERS:
            return field.default
        return inner(kind, text)

    return convert


def _text(field: Field, style: ColumnStyle) -> Convert:
    strip = field.type != FieldType.NOTE

    def convert(kind: str, text: str) -> str:
        value = text.strip() if strip else text
        if fault := text_fault(value):
            raise CellProblem("control_characters", fault, fault)
        if field.max_length is not None and len(value) > field.max_length:
            raise _too_long(field, value)
        return value

    return convert


def _code(field: Field, style: ColumnStyle) -> Convert:
    def convert(kind: str, text: str) -> str:
        if kind == "n" and len(text.lstrip("-").replace(".", "")) > EXACT_DIGITS:
            raise CellProblem(
                "digits_lost",
                _("%(value)s 超过 15 位，表格软件已丢失末尾几位，把该列设为文本后重填") % {"value": text},
                _("数字超过 15 位，末位已丢失"),
            )
        if kind in "dt":
            raise CellProblem(
                "code_is_date",
                _("%(value)s 是日期，可能是表格软件把编码改写了，把该列设为文本后重填") % {"value": text},
                _("编码被改写成日期"),
            )
        value = INVISIBLE.sub("", half_width(text))
        if field.max_length is not None and len(value) > field.max_length:
            raise _too_long(field, value)
        return value

    return convert


def _too_long(field: Field, value: str) -> CellProblem:
    facts = {"label": field.label, "limit": field.max_length, "length": len(value)}
    return CellProblem(
        "too_long",
        _("%(label)s最多 %(limit)s 个字，现在是 %(length)s 个") % facts,
        _("%(label)s超过 %(limit)s 个字") % facts,
    )


def _number(field: Field, style: ColumnStyle) -> Convert:
    points = field.type == FieldType.PERCENT and style.percent_points
    unit = (
        re.compile(rf"(?<=[\d\s])(?:{'|'.join(map(re.escape, field.units))})$", re.IGNORECASE) if field.units else None
    )

    def convert(kind: str, text: str) -> Any:
        if kind in "dthb":
            raise CellProblem("not_a_number", _("“%(value)s”不是数字") % {"value": shortened(text)}, _("不是数字"))
        if kind == "s" and unit:
            text = unit.sub("", text.strip())
        number = Decimal(text) if kind in "np" or PLAIN_NUMBER.fullmatch(text) else parse_number(text, style)
        if points and "%" not in text:
            number /= 100
        return _limited(field, number)

    return convert


def _limited(field: Field, number: Decimal) -> Any:
    scale = 0 if field.type == FieldType.INTEGER else field.scale
    if (
        (scale is None or number == round(number, scale))
        and (field.minimum is None or number >= field.minimum)
        and (field.maximum is None or number <= field.maximum)
    ):
        return int(number) if field.type == FieldType.INTEGER else number
    raise _outside(field, number, scale)


def _outside(field: Field, number: Decimal, scale: int | None) -> CellProblem:
    """Why a number is not taken: too many decimals, too small, too large."""
    facts: dict[str, Any] = {"label": field.label, "value": format(number.normalize(), "f"), "scale": scale}
    if scale is not None and number != round(number, scale):
        if scale == 0:
            return CellProblem("not_whole", _("%(label)s应为整数，现在是 %(value)s") % facts, _("应为整数"))
        return CellProblem(
            "too_many_decimals",
            _("%(label)s最多 %(scale)s 位小数，现在是 %(value)s") % facts,
            _("%(label)s最多 %(scale)s 位小数") % facts,
        )
    if field.minimum is not None and number < field.minimum:
        if scale and field.minimum == Decimal(1).scaleb(-scale):
            # the smallest amount there is: what is meant is "more than nothing"
            return CellProblem(
                "too_small",
                _("%(label)s必须大于 0，现在是 %(value)s") % facts,
                _("%(label)s必须大于 0") % facts,
            )
        facts["limit"] = field.minimum
        return CellProblem(
            "too_small",
            _("%(label)s不能小于 %(limit)s，现在是 %(value)s") % facts,
            _("%(label)s不能小于 %(limit)s") % facts,
        )
    facts["limit"] = field.maximum
    return CellProblem(
        "too_large",
        _("%(label)s不能大于 %(limit)s，现在是 %(value)s") % facts,
        _("%(label)s不能大于 %(limit)s") % facts,
    )


def _date(field: Field, style: ColumnStyle) -> Convert:
    def convert(kind: str, text: str) -> date:
        if kind == "d" or (kind == "s" and ISO_DAY.fullmatch(text)):
            try:
                return date.fromisoformat(text)
            except ValueError:  # no such day: the long way finds the words
                pass
        return parse_moment(kind, text, style).astimezone(company_zone()).date()

    return convert


def _datetime(field: Field, style: ColumnStyle) -> Convert:
    return lambda kind, text: parse_moment(kind, text, style)


_MAKERS: dict[FieldType, Callable[[Field, ColumnStyle], Convert]] = {
    FieldType.TEXT: _text,
    FieldType.NOTE: _text,
    FieldType.CODE: _code,
    FieldType.INTEGER: _number,
    FieldType.DECIMAL: _number,
    FieldType.MONEY: _number,
    FieldType.PERCENT: _number,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
    FieldType.BOOLEAN: boolean_converter,
    FieldType.CHOICE: choice_converter,
    FieldType.PHONE: phone_converter,
    FieldType.EMAIL: email_converter,
}
