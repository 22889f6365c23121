"""How the states of a store are shown."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from danshu.ui.statuses import Status, Statuses

STORE_STATUSES = Statuses(
    {
        "open": Status(pgettext_lazy("门店", "营业"), "ok", "full"),
        "suspended": Status(pgettext_lazy("门店", "停业"), "warn", "half"),
        "closed": Status(pgettext_lazy("门店", "关闭"), "neutral", "x"),
    }
)
