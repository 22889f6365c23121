"""Prices on the item's page (CAT-004)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.catalog.ports import ItemFacts, Panel, PanelColumn
from danshu.kit.actor import Actor, shown_name
from danshu.pricing.permissions import PRICE_VIEW
from danshu.pricing.queries import visible_changes
from danshu.ui.formats import datetime_text, price_text

SHOWN = 8


def price_panel(item: ItemFacts, actor: Actor) -> Panel | None:
    """The latest price changes of an item, and the way to all its prices."""
    if not actor.can(PRICE_VIEW):
        return None
    changes = visible_changes(actor).filter(item_id=item.id).order_by("-id")[:SHOWN]
    rows = [
        [
            datetime_text(change.at),
            " ".join(filter(None, (str(change.get_kind_display()), change.target))),
            price_text(change.old),
            price_text(change.new),
            shown_name(change.user_name),
        ]
        for change in changes
    ]
    return Panel(
        title=_("价格变动"),
        columns=(
            PanelColumn(label=_("时间")),
            PanelColumn(label=_("价格种类")),
            PanelColumn(label=_("原价格"), numeric=True),
            PanelColumn(label=_("新价格"), numeric=True),
            PanelColumn(label=_("修改人")),
        ),
        rows=rows,
        empty=_("还没有价格变动"),
        more_url=reverse("pricing:item", args=[item.id]),
        more_label=_("全部价格"),
    )
