"""From what was typed or sent to what is stored: one way for pages, interface and import (COM-008).

Every problem of a record is told at once, each at its field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from danshu.dictionaries.queries import id_of, require_valid
from danshu.kit.days import EARLIEST_BIRTHDAY, day_problem
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.texts import text_fault
from danshu.parties import normalising
from danshu.parties.fields import Kind, PartyField
from danshu.parties.placing import UnknownRegion, settle
from danshu.parties.territories import country_code, is_currency

MAX_TAGS = 20
CODE = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}")
Fields = Mapping[str, PartyField]


@dataclass(slots=True)
class Cleaned:
    """Stored values by attribute of the model, and what was wrong."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)

    def wrong(self, name: str, code: str, text: str) -> None:
        """Note a problem."""
        self.problems.append(FieldProblem(name, code, text))

    def require(self) -> dict[str, Any]:
        """The values. Raises FieldErrors when something was wrong."""
        if self.problems:
            raise FieldErrors(self.problems)
        return self.values


def clean(
    fields: Fields,
    given: Mapping[str, Any],
    *,
    current: Any = None,
    prefix: str = "",
    country: str = "",
    known_values: bool = False,
) -> Cleaned:
    """Check the given fields; those not given are left out, unless they are required and the record is new.

    current: the record as stored, None for a new one; prefix: put before the names in problems ("contacts-0-");
    country: where telephone numbers without a country code are at home, when the fields do not say it themselves.
    known_values: dictionary values were looked up already, their keys are taken as they are.
    Raises KeyError for a field that does not exist.
    """
    cleaned = Cleaned()
    country = str(given.get("country") or getattr(current, "country", "") or country or "CN")
    country = country_code(country) or "CN"
    for name, raw in given.items():
        declared = fields[name]
        used = getattr(current, declared.attribute, None)
        if known_values and declared.kind is Kind.VALUE:
            cleaned.values[declared.attribute] = int(raw) if raw else None
            continue
        try:
            cleaned.values[declared.attribute] = _value(declared, raw, country, used)
        except ValueError as error:
            cleaned.wrong(prefix + name, "invalid", str(error))
    if "region" in fields:
        try:
            settle(cleaned.values, given, current=current, country=country)
        except UnknownRegion as error:
            cleaned.wrong(prefix + "region", "unknown", str(error))
    for name, declared in fields.items():
        missing = name not in given and current is None
        empty = name in given and cleaned.values.get(declared.attribute, 0) in ("", None)
        if declared.required and (empty or (missing and not declared.default)):
            cleaned.wrong(prefix + name, "required", _("填写%(label)s") % {"label": declared.label})
    return cleaned


def _value(declared: PartyField, raw: Any, country: str, used: Any) -> Any:
    if raw is None or raw == "" or raw == []:
        return declared.empty
    return _CLEANERS[declared.kind](declared, raw, country, used)


def _text(declared: PartyField, raw: Any) -> str:
    text = str(raw).replace("\r\n", "\n").strip()
    if fault := text_fault(text):
        raise ValueError(fault)
    if declared.kind is not Kind.NOTE:
        text = " ".join(text.split())
    if len(text) > declared.max_length:
        raise ValueError(
            _("最多 %(limit)s 个字，现在是 %(length)s 个") % {"limit": declared.max_length, "length": len(text)}
        )
    return text


def _plain(declared: PartyField, raw: Any, country: str, used: Any) -> str:
    text = _text(declared, raw)
    if declared.name == "currency":
        text = text.upper()
        if not is_currency(text):
            raise ValueError(_("币种应为三个字母的代码，例如 CNY"))
    return text


def _normal(function: Callable[..., str], *, with_country: bool = False) -> Callable[[PartyField, Any, str, Any], str]:
    def cleaner(declared: PartyField, raw: Any, country: str, used: Any) -> str:
        text = _text(declared, raw)
        stored = function(text, country) if with_country else function(text)
        if len(stored) > declared.max_length:
            raise ValueError(
                _("最多 %(limit)s 个字，现在是 %(length)s 个") % {"limit": declared.max_length, "length": len(stored)}
            )
        return stored

    return cleaner


def _choice(declared: PartyField, raw: Any, country: str, used: Any) -> str:
    if raw not in dict(declared.options):
        raise ValueError(_("从列表中选择%(label)s") % {"label": declared.label})
    return str(raw)


def _dictionary(declared: PartyField, raw: Any, country: str, used: Any) -> int:
    key = _integer_of(raw) if not isinstance(raw, str) or raw.strip().isdecimal() else _by_code(declared, raw)
    if key is None or not require_valid(declared.dictionary, key, used=used):
        raise ValueError(_("从列表中选择%(label)s，失效的值不能再选") % {"label": declared.label})
    return key


def _by_code(declared: PartyField, code: str) -> int | None:
    try:
        return id_of(declared.dictionary, code.strip())
    except ObjectDoesNotExist:
        return None


def _country(declared: PartyField, raw: Any, country: str, used: Any) -> str:
    code = country_code(str(raw))
    if not code:
        raise ValueError(_("从列表中选择国家或地区"))
    return code


def _region(declared: PartyField, raw: Any, country: str, used: Any) -> str:
    code = str(raw).strip()
    if not CODE.fullmatch(code):
        raise ValueError(_("行政区划代码应为 2、4、6 或 9 位数字"))
    return code


def _integer_of(raw: Any) -> int | None:
    if isinstance(raw, bool):
        return None
    text = str(raw).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _integer(declared: PartyField, raw: Any, country: str, used: Any) -> int:
    number = _integer_of(raw)
    low, high = declared.minimum or 0, declared.maximum or 2_000_000_000
    if number is None or not low <= number <= high:
        raise ValueError(_("应为 %(low)s 到 %(high)s 之间的整数") % {"low": low, "high": high})
    return number


def _date(declared: PartyField, raw: Any, country: str, used: Any) -> date:
    if isinstance(raw, datetime) or not isinstance(raw, date):
        raise ValueError(_("日期格式应为 2026-09-18"))
    if problem := day_problem(raw, EARLIEST_BIRTHDAY):
        raise ValueError(problem)
    return raw


def _moment(declared: PartyField, raw: Any, country: str, used: Any) -> datetime:
    if not isinstance(raw, datetime) or raw.tzinfo is None:
        raise ValueError(_("时间应带时区"))
    return raw


def _boolean(declared: PartyField, raw: Any, country: str, used: Any) -> bool:
    return bool(raw)


def split_tags(text: str) -> list[str]:
    """Tags as people type them one after the other."""
    return [tag for part in re.split(r"[,，、;；\n]", text) if (tag := part.strip())]


def _tags(declared: PartyField, raw: Any, country: str, used: Any) -> list[str]:
    parts = split_tags(raw) if isinstance(raw, str) else list(raw)
    tags = dict.fromkeys(text for part in parts if (text := _text(declared, part)))
    if len(tags) > MAX_TAGS:
        raise ValueError(_("最多 %(limit)s 个标签") % {"limit": MAX_TAGS})
    return list(tags)


def _key(declared: PartyField, raw: Any, country: str, used: Any) -> int:
    key = _integer_of(raw)
    if key is None:
        raise ValueError(_("从列表中选择一个客户"))
    return key


_CLEANERS: dict[Kind, Callable[[PartyField, Any, str, Any], Any]] = {
    Kind.TEXT: _plain,
    Kind.NOTE: _plain,
    Kind.PHONE: _normal(normalising.phone, with_country=True),
    Kind.MOBILE: _normal(normalising.mobile, with_country=True),
    Kind.EMAIL: _normal(normalising.email),
    Kind.URL: _normal(normalising.url),
    Kind.LICENCE: _normal(normalising.licence),
    Kind.CHOICE: _choice,
    Kind.VALUE: _dictionary,
    Kind.COUNTRY: _country,
    Kind.REGION: _region,
    Kind.INTEGER: _integer,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.BOOLEAN: _boolean,
    Kind.TAGS: _tags,
    Kind.CUSTOMER: _key,
}
