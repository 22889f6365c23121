"""Cells that hold one of a few words, a phone number or an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from danshu.exchange.converting.choosing import finder
from danshu.exchange.converting.numbers import half_width, shortened
from danshu.exchange.converting.problems import CellProblem
from danshu.exchange.converting.styles import ColumnStyle
from danshu.exchange.fields import Field

Convert = Callable[[str, str], Any]
TRUE = frozenset({"是", "有", "对", "真", "1", "y", "yes", "true", "t", "√", "✓", "启用", "on", "x"})
FALSE = frozenset({"否", "无", "错", "假", "0", "n", "no", "false", "f", "×", "停用", "禁用", "off"})


def boolean_converter(field: Field, style: ColumnStyle) -> Convert:
    """Yes and no in many words."""

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


def choice_converter(field: Field, style: ColumnStyle) -> Convert:
    """One of the declared values, by name in either language, synonym or code; a name that fits several is refused."""
    choices = field.all_choices()
    labels = {choice.value: str(choice.label) for choice in choices}
    find = finder(choices, with_keys=style.keys)

    def convert(kind: str, text: str) -> str:
        values = find(text)
        if len(values) == 1:
            return values[0]
        meant = [labels[value] for value in values]
        raise _several(field, text, meant) if meant else _unknown(field, text, list(labels.values()))

    return convert


def _several(field: Field, text: str, meant: list[str]) -> CellProblem:
    facts = {"label": field.label, "value": shortened(text), "choices": _("、").join(meant[:12])}
    return CellProblem(
        "ambiguous_choice",
        _("%(label)s“%(value)s”可以是几个值，填其中一个：%(choices)s") % facts,
        _("%(label)s分不清是哪个值") % facts,
        suggestions=tuple(meant),
    )


def _unknown(field: Field, text: str, labels: list[str]) -> CellProblem:
    near = get_close_matches(text.strip(), labels, n=3, cutoff=0.5) or (labels if len(labels) <= 6 else [])
    facts = {"label": field.label, "value": shortened(text), "choices": _("、").join(labels[:12])}
    return CellProblem(
        "unknown_choice",
        _("%(label)s没有“%(value)s”，可以填：%(choices)s") % facts,
        _("%(label)s里没有这个值") % facts,
        suggestions=tuple(near),
    )


def phone_converter(field: Field, style: ColumnStyle) -> Convert:
    """Digits with an optional +; a bare number that begins with 1 must have 11."""

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


def email_converter(field: Field, style: ColumnStyle) -> Convert:
    """An address with an @."""

    def convert(kind: str, text: str) -> str:
        value = half_width(text)
        try:
            validate_email(value)
        except ValidationError:
            facts = {"value": shortened(text)}
            raise CellProblem("bad_email", _("“%(value)s”不是邮箱地址") % facts, _("邮箱格式")) from None
        return value

    return convert
