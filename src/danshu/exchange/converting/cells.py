"""One converter per mapped column: (kind, text) -> value, or CellProblem."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from danshu.exchange.converting.moments import parse_moment
from danshu.exchange.converting.numbers import half_width, parse_number, shortened
from danshu.exchange.converting.problems import CellProblem
from danshu.exchange.converting.styles import ColumnStyle
from danshu.exchange.fields import Field, FieldType
from danshu.kit.clock import company_zone

Convert = Callable[[str, str], Any]
GUARDED = re.compile(r"'[=+\-@\t\r\n＝＋－＠]")
PLACEHOLDERS = frozenset({"-", "--", "—", "——", "/", "null", "n/a", "#n/a", "none"})
TRUE = frozenset({"是", "有", "对", "真", "1", "y", "yes", "true", "t", "√", "✓", "启用", "on", "x"})
FALSE = frozenset({"否", "无", "错", "假", "0", "n", "no", "false", "f", "×", "停用", "禁用", "off"})
EXACT_DIGITS = 15
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def converter(field: Field, style: ColumnStyle) -> Convert:
    """A function that gives the value of a cell, `field.default` for an empty one, or raises CellProblem."""
    inner = _MAKERS[field.type](field, style)
    blank_words = field.type not in (FieldType.TEXT, FieldType.NOTE, FieldType.CODE, FieldType.CHOICE)

    def convert(kind: str, text: str) -> Any:
        if kind == "-" or not text.strip():
            return field.default
        if kind == "e":
            raise CellProblem(
                "formula_error",
                _("单元格显示 %(value)s，是公式错误") % {"value": text},
                _("单元格是公式错误"),
            )
        if style.from_text and GUARDED.match(text):
            text = text[1:]
        if blank_words and text.strip().lower() in PLACEHOLDERS:
            return field.default
        return inner(kind, text)

    return convert


def _text(field: Field, style: ColumnStyle) -> Convert:
    strip = field.type != FieldType.NOTE

    def convert(kind: str, text: str) -> str:
        value = text.strip() if strip else text
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

    def convert(kind: str, text: str) -> Any:
        if kind in "dthb":
            raise CellProblem("not_a_number", _("“%(value)s”不是数字") % {"value": shortened(text)}, _("不是数字"))
        number = Decimal(text) if kind in "np" else parse_number(text, style)
        if points and "%" not in text:
            number /= 100
        return _limited(field, number)

    return convert


def _limited(field: Field, number: Decimal) -> Any:
    exponent = number.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    scale = 0 if field.type == FieldType.INTEGER else field.scale
    facts = {"label": field.label, "value": format(number.normalize(), "f"), "scale": scale}
    if scale is not None and decimals > scale:
        if scale == 0:
            raise CellProblem("not_whole", _("%(label)s应为整数，现在是 %(value)s") % facts, _("应为整数"))
        raise CellProblem(
            "too_many_decimals",
            _("%(label)s最多 %(scale)s 位小数，现在是 %(value)s") % facts,
            _("%(label)s最多 %(scale)s 位小数") % facts,
        )
    if field.minimum is not None and number < field.minimum:
        facts["limit"] = field.minimum
        raise CellProblem(
            "too_small",
            _("%(label)s不能小于 %(limit)s，现在是 %(value)s") % facts,
            _("%(label)s不能小于 %(limit)s") % facts,
        )
    if field.maximum is not None and number > field.maximum:
        facts["limit"] = field.maximum
        raise CellProblem(
            "too_large",
            _("%(label)s不能大于 %(limit)s，现在是 %(value)s") % facts,
            _("%(label)s不能大于 %(limit)s") % facts,
        )
    return int(number) if field.type == FieldType.INTEGER else number


def _date(field: Field, style: ColumnStyle) -> Convert:
    return lambda kind, text: parse_moment(kind, text, style).astimezone(company_zone()).date()


def _datetime(field: Field, style: ColumnStyle) -> Convert:
    return lambda kind, text: parse_moment(kind, text, style)


def _boolean(field: Field, style: ColumnStyle) -> Convert:
    def convert(kind: str, text: str) -> bool:
        word = half_width(text).lower()
        if word in TRUE:
            return True
        if word in FALSE:
            return False
        raise CellProblem(
            "not_yes_or_no",
            _("“%(value)s”看不出是还是否") % {"value": shortened(text)},
            _("看不出是还是否"),
            suggestions=(_("是"), _("否")),
        )

    return convert


def _choice(field: Field, style: ColumnStyle) -> Convert:
    known: dict[str, str] = {}
    labels: list[str] = []
    for choice in field.all_choices():
        labels.append(str(choice.label))
        for name in (choice.value, str(choice.label), *_in_both_languages(choice.label), *choice.synonyms):
            known.setdefault(half_width(name).lower(), choice.value)

    def convert(kind: str, text: str) -> str:
        value = known.get(half_width(text).lower())
        if value is not None:
            return value
        near = get_close_matches(text.strip(), labels, n=3, cutoff=0.5) or (labels if len(labels) <= 6 else [])
        facts = {"label": field.label, "value": shortened(text), "choices": "、".join(labels[:12])}
        raise CellProblem(
            "unknown_choice",
            _("%(label)s没有“%(value)s”，可以填：%(choices)s") % facts,
            _("%(label)s里没有这个值") % facts,
            suggestions=tuple(near),
        )

    return convert


def _in_both_languages(label: Any) -> list[str]:
    found = []
    for language in ("zh-hans", "en"):
        with override(language):
            found.append(str(label))
    return found


def _phone(field: Field, style: ColumnStyle) -> Convert:
    def convert(kind: str, text: str) -> str:
        plain = half_width(text)
        digits = re.sub(r"\D", "", plain)
        bare = plain.isdigit() and plain.startswith("1")
        if bare and len(digits) != 11:
            facts = {"label": field.label, "length": len(digits)}
            raise CellProblem(
                "bad_phone", _("%(label)s应为 11 位，现在是 %(length)s 位") % facts, _("%(label)s格式") % facts
            )
        if not 5 <= len(digits) <= 20 or re.search(r"[^\d\s()+\-./转ext]", plain, re.IGNORECASE):
            facts = {"label": field.label, "value": shortened(text)}
            raise CellProblem("bad_phone", _("“%(value)s”不是电话号码") % facts, _("%(label)s格式") % facts)
        return f"+{digits}" if plain.startswith("+") else digits

    return convert


def _email(field: Field, style: ColumnStyle) -> Convert:
    def convert(kind: str, text: str) -> str:
        value = half_width(text)
        try:
            validate_email(value)
        except ValidationError:
            facts = {"value": shortened(text)}
            raise CellProblem("bad_email", _("“%(value)s”不是邮箱地址") % facts, _("邮箱格式")) from None
        return value

    return convert


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
    FieldType.BOOLEAN: _boolean,
    FieldType.CHOICE: _choice,
    FieldType.PHONE: _phone,
    FieldType.EMAIL: _email,
}
