"""The day on which something is wanted, as people say it."""

from __future__ import annotations

import re
from datetime import date, timedelta

FULL = re.compile(r"(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?")
MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]?")
DAY = re.compile(r"(?<![\d月])(\d{1,2})[日号](?![楼栋院门店店铺室])(?=.{0,4}(?:前|送|到|要|发|之前|交|收))")
NEAR = (("大后天", 3), ("后天", 2), ("明天", 1), ("明早", 1), ("明日", 1), ("今天", 0), ("今日", 0))
WEEKDAY = re.compile(r"(下下|下|这|本)?(?:周|星期|礼拜)([一二三四五六日天])")
WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
DELIVERY = re.compile(r"前|送|到|要|发|交|收|用")
AROUND = r"\s*(?:上午|下午|中午|早上|晚上|早|晚)?\s*(?:\d{1,2}点)?\s*(?:之前|以前|前)?\s*(?:要|能|可以)?\s*(?:送到|送货|送达|送来|送过来|送|到货|到|发货|发|要|交货|收到|收货)?"


def take_day(text: str, today: date) -> tuple[str, date | None, bool]:
    """(the text without it, the day, whether it was written with month and day). A day that is over is none."""
    for pattern, make in ((FULL, _full), (MONTH_DAY, _month_day), (DAY, _day_of_month), (WEEKDAY, _weekday)):
        match = pattern.search(text)
        if match and (pattern in (FULL, MONTH_DAY, DAY) or DELIVERY.search(text)):
            day = make(match, today)
            if day is not None and day >= today:
                return _without(text, match.start(), match.end()), day, pattern is not WEEKDAY and pattern is not DAY
    for word, days in NEAR:
        place = text.find(word)
        if place >= 0 and (word not in ("今天", "今日") or DELIVERY.search(text[place + 2 : place + 8])):
            return _without(text, place, place + len(word)), today + timedelta(days=days), False
    return text, None, False


def _without(text: str, start: int, end: int) -> str:
    rest = re.match(AROUND, text[end:])
    before = re.sub(
        r"(?:要求|希望|请|最好|于|在)*(?:送货|到货|交货|送达|发货)?(?:日期|时间)?\s*[:]?\s*$", "", text[:start]
    )
    return f"{before} {text[end + (rest.end() if rest else 0) :]}"


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full(match: re.Match[str], today: date) -> date | None:
    return _made(int(match[1]), int(match[2]), int(match[3]))


def _month_day(match: re.Match[str], today: date) -> date | None:
    day = _made(today.year, int(match[1]), int(match[2]))
    # in December somebody says 1月5日
    return _made(today.year + 1, int(match[1]), int(match[2])) if day and (today - day).days > 180 else day


def _day_of_month(match: re.Match[str], today: date) -> date | None:
    day = _made(today.year, today.month, int(match[1]))
    if day is not None and day >= today:
        return day
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return _made(first.year, first.month, int(match[1]))


def _weekday(match: re.Match[str], today: date) -> date:
    weeks = {"下": 1, "下下": 2}.get(match[1] or "", 0)
    day = today - timedelta(days=today.weekday()) + timedelta(days=WEEKDAYS[match[2]], weeks=weeks)
    return day + timedelta(weeks=1) if not match[1] and day < today else day
