"""Conditions as people lay them down: checked, stored as plain data, told in words (CUS-012)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.words import clauses, listed, with_count
from danshu.parties.cleaning import split_tags
from danshu.segments.facts import FACTS, Fact, Group, Kind, Op

MOST = 6
MOST_MONTHS = 120
MOST_VALUES = 50
TEXT_LENGTH = 50
LARGEST = Decimal("999999999999.99")

Condition = dict[str, Any]


def clean_conditions(given: Sequence[Mapping[str, Any]]) -> list[Condition]:
    """What is stored of {fact, op, value, months}: names of values become their keys. Raises FieldErrors.

    Problems name conditions.<place from 0>.<part>.
    """
    problems: list[FieldProblem] = []
    if len(given) > MOST:
        problems.append(FieldProblem("conditions", "too_many", _("最多 %(limit)s 个条件") % {"limit": MOST}))
    stored = [_clean(entry, f"conditions.{place}", problems) for place, entry in enumerate(given[:MOST])]
    if problems:
        raise FieldErrors(problems)
    return stored


def _clean(entry: Mapping[str, Any], at: str, problems: list[FieldProblem]) -> Condition:
    asked = FACTS.get(str(entry.get("fact", "")))
    if asked is None:
        problems.append(FieldProblem(f"{at}.fact", "unknown", _("从列表中选择要比较的内容")))
        return {}
    op = str(entry.get("op") or "")
    if op not in asked.ops:
        text = _("「%(label)s」可以选：%(ops)s") % {"label": asked.label, "ops": listed(o.label for o in asked.ops)}
        problems.append(FieldProblem(f"{at}.op", "unknown", text))
    value, problem = _value(asked, entry.get("value"))
    if problem:
        problems.append(FieldProblem(f"{at}.value", "invalid", problem))
    months = entry.get("months")
    if months is not None and not asked.counts_over:
        text = _("「%(label)s」不按月数计算") % {"label": asked.label}
        problems.append(FieldProblem(f"{at}.months", "not_counted", text))
    elif months is not None and not (isinstance(months, int) and 1 <= months <= MOST_MONTHS):
        text = _("月数应为 1 到 %(limit)s；不填表示不限时间") % {"limit": MOST_MONTHS}
        problems.append(FieldProblem(f"{at}.months", "range", text))
    return {"fact": asked.code, "op": op, "value": value, "months": months}


def _value(asked: Fact, raw: Any) -> tuple[Any, str]:
    if asked.kind is Kind.NUMBER:
        return _number(raw)
    texts = _texts(raw)
    if asked.kind is Kind.TEXT:
        text = str(raw or "").strip()
        fits = 0 < len(text) <= TEXT_LENGTH and text.isprintable()
        return text, "" if fits else _("填写 1 到 %(limit)s 个字") % {"limit": TEXT_LENGTH}
    if not texts or len(texts) > MOST_VALUES:
        return [], _("填写 1 到 %(limit)s 个值，几个用逗号分开") % {"limit": MOST_VALUES}
    if asked.kind is Kind.TAGS:
        short = all(len(tag) <= TEXT_LENGTH and tag.isprintable() for tag in texts)
        return texts, "" if short else _("填写 1 到 %(limit)s 个字") % {"limit": TEXT_LENGTH}
    return _chosen(asked, texts)


def _texts(raw: Any) -> list[str]:
    parts = raw if isinstance(raw, list | tuple) else split_tags(str("" if raw is None else raw))
    return list(dict.fromkeys(text for part in parts if (text := str(part).strip())))


def _number(raw: Any) -> tuple[str, str]:
    try:
        number = Decimal(str(raw).replace(",", "").strip())
    except InvalidOperation:
        return "", _("应为数字，例如 1,234.50")
    if not number.is_finite() or not 0 <= number <= LARGEST or number != round(number, 2):
        return "", _("应为 0 到 %(limit)s 的数字，最多两位小数") % {"limit": f"{LARGEST:,.0f}"}
    return f"{number:f}", ""


def _chosen(asked: Fact, texts: Sequence[str]) -> tuple[list[Any], str]:
    """Keys of the values that are named by a name, an English name, a code or their key."""
    known = asked.choices()
    named: dict[str, Any] = {str(key): key for key, _names in known}
    named |= {name.casefold(): key for key, names in known for name in names}
    if unknown := [text for text in texts if text.casefold() not in named]:
        facts = {"text": unknown[0][:TEXT_LENGTH], "known": listed(names[0] for _key, names in known[:MOST_VALUES])}
        return [], _("没有「%(text)s」；可以填：%(known)s") % facts
    return list(dict.fromkeys(named[text.casefold()] for text in texts)), ""


def groups_of(conditions: Sequence[Condition]) -> set[Group]:
    """Where the facts come from that the conditions ask for."""
    return {FACTS[each["fact"]].group for each in conditions if each["fact"] in FACTS}


def condition_text(condition: Condition) -> str:
    """One condition in words: 12 个月内到账金额 大于 10,000 元."""
    asked = FACTS.get(condition["fact"])
    if asked is None:
        return str(condition["fact"])
    label = str(asked.label)
    if condition["months"]:
        words = with_count("%(months)s 个月内%(label)s", "months")
        label = words % {"months": condition["months"], "label": label}
    return f"{label} {Op(condition['op']).label} {value_text(condition)}{_unit(asked)}"


def _unit(asked: Fact) -> str:
    return f" {asked.unit}" if asked.unit else ""


def value_text(condition: Condition) -> str:
    """What it is compared with, as one would type it."""
    asked, value = FACTS[condition["fact"]], condition["value"]
    if asked.kind is Kind.NUMBER:
        return f"{Decimal(value):,f}"
    if asked.kind is Kind.TEXT:
        return str(value)
    names = {key: each[0] for key, each in asked.choices()} if asked.kind is Kind.CHOICE else {}
    return listed(names.get(key, str(key)) for key in value)


def conditions_text(conditions: Sequence[Condition], *, is_all: bool = True) -> str:
    """All of them in words; empty without any."""
    told = [condition_text(each) for each in conditions]
    if not is_all and len(told) > 1:
        return _("任一：%(conditions)s") % {"conditions": clauses(told)}
    return clauses(told)
