"""How the states of catalogue records are shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from danshu.catalog.models import Item
from danshu.ui.statuses import Status, Statuses

ITEM_STATUSES = Statuses(
    {
        "on_sale": Status(_("在售"), "ok", "full"),
        "off_sale": Status(_("已下架"), "neutral", "none"),
        "invalid": Status(_("已失效"), "neutral", "x"),
    }
)
VALIDITY = Statuses({"True": Status(_("有效"), "ok", "full"), "False": Status(_("已失效"), "neutral", "x")})


def item_status(item: Item) -> Status:
    """Whether an item is offered, withheld or withdrawn."""
    if not item.is_valid:
        return ITEM_STATUSES["invalid"]
    return ITEM_STATUSES["on_sale" if item.is_on_sale else "off_sale"]
