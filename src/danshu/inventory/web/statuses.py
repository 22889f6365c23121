"""How the states of stock papers are shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.inventory.models import StockBalance
from danshu.ui.statuses import Status, Statuses

DOCUMENT_STATUSES = Statuses(
    {
        "draft": Status(_("草稿")),
        "confirmed": Status(_("已确认"), "ok", "full"),
        "reversed": Status(_("已冲销"), "neutral", "x"),
        "void": Status(_("已作废"), "neutral", "x"),
    }
)
ADJUSTMENT_STATUSES = Statuses(
    {
        "pending": Status(_("待审核"), "warn"),
        "posted": Status(_("已调整"), "ok", "full"),
        "rejected": Status(_("已驳回"), "bad", "x"),
        "withdrawn": Status(_("已撤回"), "neutral", "x"),
    }
)
VALIDITY = Statuses(
    {"True": Status(_("有效"), "ok", "full"), "False": Status(pgettext_lazy("状态", "失效"), "neutral", "x")}
)
LEVELS = Statuses(
    {
        "out": Status(_("缺货"), "bad", "x"),
        "low": Status(_("低于下限"), "warn"),
        "high": Status(_("高于上限"), "info"),
        "normal": Status(_("正常"), "ok", "full"),
    }
)


def level(stock: StockBalance) -> str:
    """How a stock stands to its limits."""
    if stock.on_hand - stock.reserved <= 0:
        return "out"
    if stock.low_threshold is not None and stock.on_hand <= stock.low_threshold:
        return "low"
    if stock.high_threshold is not None and stock.on_hand > stock.high_threshold:
        return "high"
    return "normal"
