"""Values, limits and defaults in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from danshu.parameters.registry import Parameter
from danshu.parameters.types import DECIMALS, INTEGERS, UNITS, ValueType


def _english() -> bool:
    return (get_language() or "zh").startswith("en")


def pick(texts: tuple[str, str]) -> str:
    """Of (Chinese, English) the one of the active language."""
    return texts[1 if _english() else 0]


def in_words(kind: ValueType, value: Any) -> str:
    """A typed value as people read it; a dash for nothing."""
    if value is None or value == "" or value == ():
        return "—"
    if isinstance(value, Mapping):
        glue = "; " if _english() else "；"
        return glue.join(f"{pick(kind.labels[key])} {in_words(kind.parts[key], part)}" for key, part in value.items())
    if isinstance(value, tuple):
        words = [pick(kind.options[item]) if kind.options else str(item) for item in value]
        return (", " if _english() else "、").join(words)
    if isinstance(value, bool):
        return _("开") if value else _("关")
    if kind.options:
        return pick(kind.options[str(value)])
    return with_unit(kind, value)


def with_unit(kind: ValueType, value: Any) -> str:
    """A number with its unit; other values as text."""
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, int | Decimal):
        return str(value)
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    unit = str(UNITS.get(kind.name, ""))
    return f"{text}{unit}" if kind.name == "percent" else f"{text} {unit}".strip()


def limits_in_words(kind: ValueType) -> str:
    """What may be entered; empty when anything of the type may."""
    if kind.options and kind.name != "rows":
        return ""
    if kind.name in INTEGERS | DECIMALS | {"integers"}:
        return _between(_plain(kind.minimum), _plain(kind.maximum))
    if kind.name in ("text", "long_text") and kind.maximum is not None:
        return _("最多 %(limit)s 个字") % {"limit": kind.maximum}
    return ""


def default_in_words(declared: Parameter) -> str:
    """The delivered value."""
    return in_words(declared.type, declared.default)


def _plain(limit: Decimal | int | None) -> str:
    return "" if limit is None else f"{limit:,}"


def _between(low: str, high: str) -> str:
    if low and high:
        return _("%(low)s 到 %(high)s") % {"low": low, "high": high}
    if low:
        return _("不小于 %(low)s") % {"low": low}
    return _("不大于 %(high)s") % {"high": high} if high else ""
