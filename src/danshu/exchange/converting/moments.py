"""Dates and times as people write them: 2014-1-2, 2014/1/2, 2014年1月2日, 20140102, 2/1/2014, 2 Jan 2014, with a time."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from django.utils.translation import gettext as _

from danshu.exchange.converting.numbers import half_width, shortened
from danshu.exchange.converting.problems import CellProblem
from danshu.exchange.converting.styles import ColumnStyle
from danshu.kit.clock import company_zone

YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
DAY_MONTH_NAME = re.compile(r"(\d{1,2})[-/. ]([A-Za-z]{3,9})[-/., ]+(\d{4})(?!\d)")
MONTH_NAME_DAY = re.compile(r"([A-Za-z]{3,9})[. ]+(\d{1,2}),? +(\d{4})(?!\d)")
SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?!\d)|\d{1,2}-[A-Za-z]{3}-\d{2}(?!\d)")
TIME = re.compile(
    r"[T\s]*(上午|下午)?\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.(\d{1,6})\d*)?秒?)?分?\s*(AM|PM)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Day numbers of a spreadsheet that can only be meant as dates: 1950 to 2100.
SERIAL_FIRST, SERIAL_LAST = 18_264, 73_050
EPOCH = date(1899, 12, 30)


def parse_moment(kind: str, text: str, style: ColumnStyle) -> datetime:
    """The moment in a cell, in the company's time zone unless it says another. Raises CellProblem."""
    if kind in "dt":
        return _aware(datetime.fromisoformat(text))
    if kind == "n" and SERIAL_FIRST <= float(text) <= SERIAL_LAST:
        return _aware(datetime.combine(EPOCH, datetime.min.time()) + timedelta(days=float(text)))
    plain = half_width(text)
    found = _day(plain, style)
    if found is None:
        raise _no_date(text)
    day, rest = found
    return _with_time(day, rest, text)


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=company_zone()) if moment.tzinfo is None else moment


def _day(plain: str, style: ColumnStyle) -> tuple[date, str] | None:
    """The day and what follows it; None when the text does not begin with a date."""
    for pattern, order in (
        (YEAR_FIRST, "ymd"),
        (COMPACT, "ymd"),
        (YEAR_LAST, style.date_order or "?"),
        (DAY_MONTH_NAME, "dmy"),
        (MONTH_NAME_DAY, "mdy"),
    ):
        match = pattern.match(plain)
        if match:
            return _date(dict(zip(order.replace("?", "mdy"), match.groups(), strict=True)), plain), plain[match.end() :]
    return None


def _date(parts: dict[str, str], plain: str) -> date:
    month = parts["m"]
    number = int(month) if month.isdigit() else _month(month)
    try:
        day = date(int(parts["y"]), number, int(parts["d"]))
    except ValueError:
        raise CellProblem(
            "no_such_day", _("“%(value)s”没有这一天") % {"value": shortened(plain)}, _("日期不存在")
        ) from None
    if not 1900 <= day.year <= 2200:
        raise CellProblem(
            "year_out_of_range", _("“%(value)s”的年份不在 1900 到 2200 之间") % {"value": plain}, _("年份超出范围")
        )
    return day


def _month(name: str) -> int:
    """1 to 12 for an English month name, 0 for anything else."""
    return MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in MONTHS else 0


def _with_time(day: date, rest: str, text: str) -> datetime:
    if not rest.strip():
        return _aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware here
    match = TIME.match(rest)
    if not match:
        raise _no_date(text)
    half, hour, minute, second, fraction, english, zone = match.groups()
    hours = int(hour)
    if half or english:
        late = half == "下午" or (english or "").upper() == "PM"
        hours = hours % 12 + (12 if late else 0)
    try:
        moment = datetime(  # noqa: DTZ001 - made aware below
            day.year, day.month, day.day, hours, int(minute), int(second or 0), int((fraction or "0").ljust(6, "0"))
        )
    except ValueError:
        raise _no_date(text) from None
    return moment.replace(tzinfo=_zone(zone)) if zone else _aware(moment)


def _zone(text: str) -> timezone:
    if text in "zZ":
        return timezone.utc  # noqa: UP017 - one type for both branches
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _no_date(text: str) -> CellProblem:
    if SHORT_YEAR.match(half_width(text)):
        return CellProblem(
            "short_year", _("“%(value)s”的年份要写 4 位") % {"value": shortened(text)}, _("年份要写 4 位")
        )
    return CellProblem(
        "not_a_date",
        _("“%(value)s”不是日期，写成 2024-02-29 这样的格式") % {"value": shortened(text)},
        _("不是日期"),
    )
