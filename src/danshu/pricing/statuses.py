"""How prices are shown."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from danshu.kit.clock import business_date, now
from danshu.pricing.models import PriceRule
from danshu.ui.formats import date_text
from danshu.ui.statuses import Status, Statuses

STATES = Statuses(
    {
        "valid": Status(_("生效中"), "ok", "full"),
        "coming": Status(_("未开始"), "info"),
        "over": Status(_("已结束"), "neutral", "x"),
    }
)


def today() -> date:
    """The company's day."""
    return business_date(now())


def state_of(rule: PriceRule) -> str:
    """Whether a price holds today, later, or no more."""
    day = today()
    if rule.first_day > day:
        return "coming"
    return "over" if rule.last_day is not None and rule.last_day < day else "valid"


def days_text(first: date | None, last: date | None) -> str:
    """2026-09-18 至 2026-09-30, or without an end."""
    if first is None:
        return ""
    if last is None:
        return gettext("%(start)s 起") % {"start": date_text(first)}
    return gettext("%(start)s 至 %(stop)s") % {"start": date_text(first), "stop": date_text(last)}
