"""Stock as the catalogue shows it: figures in its list, a panel on the item's page (CAT-004)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Expression, F, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.catalog.ports import ItemFacts, Panel, PanelCell, PanelColumn, StockFigure
from danshu.inventory.models import StockBalance
from danshu.inventory.models.stock import quantity_field
from danshu.inventory.permissions import VIEW_AVAILABILITY, VIEW_STOCK
from danshu.inventory.queries import availability, warehouses_for
from danshu.kit.actor import Actor
from danshu.ui.formats import quantity_text


class ItemStock:
    """Inventory's side of catalog.ports.StockProvider; scoped like the stock list itself."""

    permission = VIEW_STOCK

    def figures(self, item_ids: Sequence[int], *, actor: Actor) -> Mapping[int, StockFigure]:
        """Totals over the warehouses the actor may see. One query."""
        rows = StockBalance.objects.visible_to(actor, VIEW_STOCK).filter(item_id__in=item_ids)
        sums = rows.values_list("item_id").annotate(Sum("on_hand"), free=Sum(F("on_hand") - F("reserved")))
        return {item_id: StockFigure(on_hand, free) for item_id, on_hand, free in sums.order_by()}

    def available(
        self, item_ids: Sequence[int], *, actor: Actor, warehouse_id: int | None = None
    ) -> Mapping[int, Decimal] | None:
        """Free stock of the warehouses from which the actor's unit is served, or of one of those. Two queries."""
        if not actor.can(VIEW_AVAILABILITY):
            return None
        serving = [house.id for house in warehouses_for(actor) if warehouse_id in (None, house.id)]
        totals: dict[int, Decimal] = {}
        for (_warehouse, item_id), stock in availability(item_ids, warehouse_ids=serving).items():
            totals[item_id] = totals.get(item_id, Decimal(0)) + stock.available
        return totals

    def on_hand(self, item_id: F, *, actor: Actor) -> Expression:
        """The total on hand of an outer query's item."""
        rows = StockBalance.objects.visible_to(actor, VIEW_STOCK).filter(item_id=item_id).order_by().values("item_id")
        total = Subquery(rows.annotate(total=Sum("on_hand")).values("total"), output_field=quantity_field())
        return Coalesce(total, Decimal(0), output_field=quantity_field())


def stock_panel(item: ItemFacts, actor: Actor) -> Panel | None:
    """Stock per warehouse on the item's page; nothing for items without stock or people without the right."""
    if not item.is_stock_managed or not actor.can(VIEW_STOCK):
        return None
    stocks = list(
        StockBalance.objects.visible_to(actor, VIEW_STOCK)
        .filter(item_id=item.id).select_related("warehouse").order_by("warehouse__code")
    )  # fmt: skip
    rows = [
        [
            PanelCell(text=stock.warehouse.name, url=reverse("inventory:stock", args=[stock.pk])),
            quantity_text(stock.on_hand),
            quantity_text(stock.reserved),
            quantity_text(stock.available),
        ]
        for stock in stocks
    ]
    totals = ["", *(quantity_text(sum(values, Decimal(0))) for values in _columns(stocks))]
    return Panel(
        title=_("库存"),
        columns=(
            PanelColumn(label=_("仓库")),
            PanelColumn(label=_("现存"), numeric=True),
            PanelColumn(label=_("占用"), numeric=True),
            PanelColumn(label=_("可用"), numeric=True),
        ),
        rows=rows,
        totals=totals if len(stocks) > 1 else (),
        empty=_("还没有入库记录"),
        more_url=f"{reverse('inventory:stock_list')}?item={item.id}",
        more_label=_("查看库存"),
    )


def _columns(stocks: Sequence[StockBalance]) -> list[list[Decimal]]:
    return [
        [stock.on_hand for stock in stocks],
        [stock.reserved for stock in stocks],
        [stock.available for stock in stocks],
    ]
