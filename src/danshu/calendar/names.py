"""The names of published holidays in the active language; what a person typed stays as it is (COM-019)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from danshu.calendar.models import CalendarDay, DaySource

EXCHANGED = re.compile(r"休息日（由 (?P<day>\d{4}-\d{2}-\d{2}) 调休）")
MAKE_UP = "（补假）"


def shown_name(mark: CalendarDay) -> str:
    """The name of a marked day."""
    if mark.source != DaySource.PUBLISHED:
        return mark.name
    return "; ".join(_one(part) for part in mark.name.split("; "))


def _one(name: str) -> str:
    if found := EXCHANGED.fullmatch(name):
        return _("休息日（由 %(day)s 调休）") % {"day": found["day"]}
    if name.endswith(MAKE_UP):
        return _("%(name)s（补假）") % {"name": _known(name.removesuffix(MAKE_UP))}
    return _known(name)


def _known(name: str) -> str:
    words = {
        "元旦": _("元旦"),
        "农历除夕": _("农历除夕"),
        "春节": _("春节"),
        "春节延长假期": _("春节延长假期"),
        "清明节": _("清明节"),
        "劳动节": _("劳动节"),
        "端午节": _("端午节"),
        "中秋节": _("中秋节"),
        "国庆节": _("国庆节"),
        "调休上班": _("调休上班"),
    }
    return words.get(name, name)
