"""Types of parameter values: from what people type to a Python value, and to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

INTEGERS = {"integer", "days", "working_days", "hours", "minutes", "months", "rows", "megabytes"}
DECIMALS = {"decimal", "percent", "money"}
TRUE, FALSE = {"true", "on", "1", "yes", "是", "开"}, {"false", "off", "0", "no", "", "否", "关"}

UNITS: dict[str, Promise] = {
    "days": _("天"),
    "working_days": _("个工作日"),
    "hours": _("小时"),
    "minutes": _("分钟"),
    "months": _("个月"),
    "rows": _("行"),
    "megabytes": _("MB"),
    "percent": _("%"),
    "money": _("元（本位币）"),
}


class ValueProblem(ValueError):
    """Why a text is not a value of its type; `text` is for people, `part` names the entry of a map."""

    def __init__(self, code: str, text: str | Promise, *, part: str = "", **facts: Any) -> None:
        super().__init__(code)
        self.code, self.part, self._text, self.facts = code, part, text, facts

    @property
    def text(self) -> str:
        """The message in the active language."""
        return str(self._text) % self.facts if self.facts else str(self._text)


@dataclass(frozen=True, slots=True)
class ValueType:
    """What values a parameter takes.

    name: text, long_text, boolean, choice, choices, zone, date, integer, integers, decimal, percent, money, days,
    working_days, hours, minutes, months, rows, megabytes, map. Limits are inclusive; for texts they are lengths.
    `options` of choice and choices: code -> (zh, en). `parts` of a map: key -> its type; `labels` their names.
    """

    name: str
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    options: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    parts: Mapping[str, ValueType] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    optional: bool = False

    def parse(self, raw: Any) -> Any:
        """The typed value of an input (text, or a value already typed). Raises ValueProblem."""
        if self.name == "map":
            return self._parse_map(raw)
        if self.name in ("choices", "integers"):
            return self._parse_several(raw)
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return self._parse_empty()
        if self.name in INTEGERS or self.name in DECIMALS:
            return self._parse_number(raw)
        return self._parse_word(raw)

    def dump(self, value: Any) -> Any:
        """JSON data of a typed value."""
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Mapping):
            return {key: self.parts[key].dump(part) for key, part in value.items()}
        if isinstance(value, tuple):
            return list(value)
        return value

    def load(self, data: Any) -> Any:
        """The typed value of stored JSON data; the inverse of dump. Raises ValueProblem when limits changed since."""
        return self.parse(data)

    def _parse_empty(self) -> Any:
        if self.name == "boolean":
            return False
        if self.name in ("text", "long_text") and not self.minimum:
            return ""
        if self.optional:
            return None
        raise ValueProblem("required", _("填写一个值"))

    def _parse_number(self, raw: Any) -> int | Decimal:
        text = str(raw).strip().replace(",", "").replace("，", "")
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueProblem("not_a_number", _("填写数字，现在是「%(given)s」"), given=str(raw)[:50]) from None
        if not number.is_finite() or abs(number) > Decimal("1e15"):
            raise ValueProblem("not_a_number", _("填写数字，现在是「%(given)s」"), given=str(raw)[:50])
        if self.name in INTEGERS and number != number.to_integral_value():
            raise ValueProblem("not_whole", _("填写整数，现在是「%(given)s」"), given=str(raw)[:50])
        self._check_limits(number, _("不能小于 %(limit)s"), _("不能大于 %(limit)s"))
        if self.options and str(int(number)) not in self.options:
            raise ValueProblem("not_offered", _("从列出的值里选择一个"))
        return int(number) if self.name in INTEGERS else number

    def _check_limits(self, number: Decimal, too_small: Promise, too_large: Promise) -> None:
        if self.minimum is not None and number < self.minimum:
            raise ValueProblem("too_small", too_small, limit=format(self.minimum, "f"))
        if self.maximum is not None and number > self.maximum:
            raise ValueProblem("too_large", too_large, limit=format(self.maximum, "f"))

    def _parse_word(self, raw: Any) -> Any:
        if self.name == "boolean":
            return _boolean(raw)
        if self.name == "date":
            return _day(raw)
        text = str(raw).strip()
        if self.name == "choice" and text not in self.options:
            raise ValueProblem("not_offered", _("从列出的值里选择一个"))
        if self.name == "zone" and text not in available_timezones():
            raise ValueProblem("unknown_zone", _("没有时区「%(given)s」，例如 Asia/Shanghai"), given=text[:50])
        if "\x00" in text or (self.name == "text" and "\n" in text):
            raise ValueProblem("not_text", _("不能含有换行或控制字符"))
        self._check_limits(Decimal(len(text)), _("至少 %(limit)s 个字"), _("最多 %(limit)s 个字"))
        return text

    def _parse_several(self, raw: Any) -> tuple[Any, ...]:
        items = raw.replace("，", ",").split(",") if isinstance(raw, str) else list(raw or ())
        kept = [str(item).strip() for item in items if str(item).strip()]
        if not kept and not self.optional:
            raise ValueProblem("required", _("填写一个值"))
        if self.name == "integers":
            one = ValueType("integer", self.minimum, self.maximum)
            return tuple(dict.fromkeys(one.parse(item) for item in kept))
        if any(item not in self.options for item in kept):
            raise ValueProblem("not_offered", _("从列出的值里选择一个"))
        return tuple(code for code in self.options if code in kept)

    def _parse_map(self, raw: Any) -> dict[str, Any]:
        if not isinstance(raw, Mapping) or set(raw) - set(self.parts):
            raise ValueProblem("not_a_map", _("填写列出的各项"))
        parsed = {}
        for key, part in self.parts.items():
            try:
                parsed[key] = part.parse(raw.get(key))
            except ValueProblem as problem:
                problem.part = key
                raise
        if parsed.get("minimum_length", 0) > parsed.get("maximum_length", parsed.get("minimum_length", 0)):
            raise ValueProblem("order", _("最少位数不能大于最多位数"), part="minimum_length")
        return parsed


def _boolean(raw: Any) -> bool:
    text = str(raw).strip().lower()
    if text in TRUE | FALSE:
        return text in TRUE
    raise ValueProblem("not_offered", _("从列出的值里选择一个"))


def _day(raw: Any) -> date:
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw).strip())
    except ValueError:
        raise ValueProblem("not_a_date", _("填写日期，例如 2026-09-18")) from None
