"""From what was typed, sent or imported to what is stored: one way for every entry point (COM-008).

Each function takes the field and a given value that is not empty, and returns what lies in the column; ValueError says
in words what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from danshu.custom_fields.definitions import CustomField
from danshu.custom_fields.kinds import NOTE_LENGTH, TEXT_LENGTH, FieldKind
from danshu.custom_fields.patterns import fits
from danshu.kit.days import EARLIEST_BIRTHDAY, day_problem
from danshu.kit.texts import text_fault
from danshu.ui.normalise import half_width, plain_number

PHONE = re.compile(r"\+?[0-9]{3,20}")
LARGEST = Decimal(10) ** 14
MOST_CHOICES = 50
YES, NO = {"1", "true", "yes", "on", "是"}, {"0", "false", "no", "off", "否"}


def understand(found: CustomField, raw: Any) -> Any:
    """The stored value of a given one. Raises ValueError with the words for beside the field."""
    return _WAYS[found.kind](found, raw)


def is_empty(raw: Any) -> bool:
    """True for what says nothing; False of yes and no does say something."""
    return raw is None or raw == [] or (isinstance(raw, str) and not raw.strip())


def _text(found: CustomField, raw: Any) -> str:
    if not isinstance(raw, str | int | Decimal) or isinstance(raw, bool):
        raise ValueError(_("应为文本"))
    text = str(raw).replace("\r\n", "\n").strip()
    if fault := text_fault(text):
        raise ValueError(fault)
    if found.kind != FieldKind.NOTE:
        text = " ".join(text.split())
    limit = found.max_length or (NOTE_LENGTH if found.kind == FieldKind.NOTE else TEXT_LENGTH)
    if len(text) > limit:
        raise ValueError(_("最多 %(limit)s 个字，现在是 %(length)s 个") % {"limit": limit, "length": len(text)})
    if found.minimum and len(text) < found.minimum:
        raise ValueError(_("至少 %(limit)s 个字") % {"limit": int(found.minimum)})
    if found.pattern and not fits(found.pattern, text):
        raise ValueError(_("格式应为 %(pattern)s") % {"pattern": found.pattern})
    return text


def _email(found: CustomField, raw: Any) -> str:
    text = half_width(_text(found, raw)).lower()
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(_("应为邮箱地址，例如 name@example.com")) from None
    return text


def _phone(found: CustomField, raw: Any) -> str:
    text = re.sub(r"[\s()-]", "", half_width(_text(found, raw)))
    if not PHONE.fullmatch(text):
        raise ValueError(_("应为电话号码，例如 13800000000 或 0571-88000000"))
    return text


def _url(found: CustomField, raw: Any) -> str:
    text = _text(found, raw)
    try:
        URLValidator(["http", "https"])(text)
    except ValidationError:
        raise ValueError(_("应为网址，以 http:// 或 https:// 开头")) from None
    return text


def _number(found: CustomField, raw: Any) -> Decimal:
    text = plain_number(raw) if isinstance(raw, str) else str(raw)
    try:
        number = Decimal(text)
        if isinstance(raw, bool) or not number.is_finite() or abs(number) >= LARGEST:
            raise ValueError
    except (InvalidOperation, ValueError):
        raise ValueError(_("应为数字，例如 1,234.50")) from None
    low, high = found.minimum, found.maximum
    if low is not None and number < low:
        raise ValueError(_("不能小于 %(limit)s") % {"limit": f"{low:f}"})
    if high is not None and number > high:
        raise ValueError(_("不能大于 %(limit)s") % {"limit": f"{high:f}"})
    return number


def _integer(found: CustomField, raw: Any) -> int:
    number = _number(found, raw)
    if number != number.to_integral_value():
        raise ValueError(_("应为整数"))
    return int(number)


def _decimal(found: CustomField, raw: Any) -> str:
    number = _number(found, raw)
    step = Decimal(1).scaleb(-found.places)
    if number != number.quantize(step):
        raise ValueError(_("最多 %(places)s 位小数") % {"places": found.places})
    return f"{number.quantize(step):f}"


def _date(found: CustomField, raw: Any) -> str:
    day = raw
    if isinstance(raw, str):
        try:
            day = date.fromisoformat(half_width(raw).strip().replace("/", "-").replace(".", "-"))
        except ValueError:
            day = None
    if isinstance(day, datetime) or not isinstance(day, date):
        raise ValueError(_("应为日期，例如 2026-09-18"))
    if problem := day_problem(day, EARLIEST_BIRTHDAY):
        raise ValueError(problem)
    return day.isoformat()


def _moment(found: CustomField, raw: Any) -> str:
    moment = raw
    if isinstance(raw, str):
        try:
            moment = datetime.fromisoformat(raw.strip())
        except ValueError:
            moment = None
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError(_("应为带时区的时间，例如 2026-09-18T10:24:00+08:00"))
    if problem := day_problem(moment.date(), EARLIEST_BIRTHDAY):
        raise ValueError(problem)
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _boolean(found: CustomField, raw: Any) -> bool:
    word = str(raw).strip().lower()
    if word not in YES | NO:
        raise ValueError(_("应为是或否"))
    return word in YES


def _choice(found: CustomField, raw: Any) -> Any:
    if found.dictionary:
        return _key(found, raw)
    text = str(raw).strip()
    named = {
        name: each.code for each in found.options if each.is_valid for name in (each.name_en, each.name, each.code)
    }
    known = found.option(text)
    if known is None and text not in named:
        raise ValueError(_("从列表中选择%(label)s") % {"label": found.label})
    return text if known is not None else named[text]


def _multi(found: CustomField, raw: Any) -> list[str]:
    given = re.split(r"[,，、;；\n]", raw) if isinstance(raw, str) else raw
    if not isinstance(given, list | tuple) or len(given) > MOST_CHOICES:
        raise ValueError(_("从列表中选择%(label)s") % {"label": found.label})
    chosen = {_choice(found, each) for each in given if not is_empty(each)}
    return [each.code for each in found.options if each.code in chosen]


def _key(found: CustomField, raw: Any) -> int:
    text = str(raw).strip()
    if isinstance(raw, bool) or not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise ValueError(_("从列表中选择%(label)s") % {"label": found.label})
    return int(text)


_WAYS: dict[FieldKind, Callable[[CustomField, Any], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.NOTE: _text,
    FieldKind.INTEGER: _integer,
    FieldKind.DECIMAL: _decimal,
    FieldKind.MONEY: _decimal,
    FieldKind.DATE: _date,
    FieldKind.MOMENT: _moment,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.CHOICE: _choice,
    FieldKind.MULTI: _multi,
    FieldKind.USER: _key,
    FieldKind.CUSTOMER: _key,
    FieldKind.ITEM: _key,
    FieldKind.EMAIL: _email,
    FieldKind.PHONE: _phone,
    FieldKind.URL: _url,
}
