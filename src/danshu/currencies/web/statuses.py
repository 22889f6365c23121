"""How the states of currencies and rates are shown."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.currencies.models import Rate
from danshu.ui.statuses import Status, Statuses

VALIDITY = Statuses(
    {"True": Status(_("有效"), "ok", "full"), "False": Status(pgettext_lazy("状态", "失效"), "neutral", "x")}
)
RATE_STATES = Statuses(
    {
        "now": Status(_("现在生效"), "ok", "full"),
        "coming": Status(_("未开始"), "info"),
        "past": Status(_("已被代替"), "neutral"),
        "withdrawn": Status(_("已撤销"), "neutral", "x"),
    }
)


def rate_state(rate: Rate, newest_id: int | None, today: date) -> str:
    """The state of a rate; newest_id: the one in force today for its currency."""
    if rate.withdrawn_at is not None:
        return "withdrawn"
    if rate.effective_date > today:
        return "coming"
    return "now" if rate.pk == newest_id else "past"
