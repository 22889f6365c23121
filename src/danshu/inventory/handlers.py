"""What inventory does when something happens elsewhere, and how its papers are shown elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.catalog import ports, usage
from danshu.catalog.events import ItemCreated
from danshu.identity.rules.units import blocks_invalidation
from danshu.inventory.errors import NoWarehouse
from danshu.inventory.lifecycle import AdjustmentStatus, DocumentStatus
from danshu.inventory.models import Place, StockAdjustment, StockBalance, StockDocument, Warehouse
from danshu.inventory.moving import enter_moves, into
from danshu.inventory.panels import ItemStock, stock_panel
from danshu.inventory.queries import default_warehouse_id
from danshu.kit.actor import Actor
from danshu.kit.events import consequence
from danshu.kit.sources import SourceLabel, source_labels


@consequence(ItemCreated)
def book_initial_stock(event: ItemCreated, *, actor: Actor, at: datetime) -> None:
    """The initial stock of a new item becomes its first move, in the same transaction (CAT-002, INV-004).

    Without a warehouse it goes to the default one of the actor's unit. Raises NoWarehouse when there is none.
    """
    if not event.initial_stock:
        return
    warehouse_id = event.warehouse_id or default_warehouse_id(actor.unit_id) or default_warehouse_id(None)
    if warehouse_id is None:
        raise NoWarehouse(field="warehouse")
    move = into(warehouse_id, event.aggregate.pk, event.initial_stock, Place.OPENING)
    enter_moves([move], document=event.aggregate, label=event.code, actor=actor, at=at, reason="opening")


def describe_documents(pks: Sequence[int]) -> Mapping[int, SourceLabel]:
    """Stock orders by number."""
    rows = StockDocument.objects.filter(pk__in=pks).values_list("pk", "number", "status")
    return {
        pk: SourceLabel(number, reverse("inventory:document", args=[number]), status == DocumentStatus.DRAFT)
        for pk, number, status in rows
    }


def describe_adjustments(pks: Sequence[int]) -> Mapping[int, SourceLabel]:
    """Adjustments by number."""
    rows = StockAdjustment.objects.filter(pk__in=pks).values_list("pk", "number", "status")
    return {
        pk: SourceLabel(number, reverse("inventory:adjustment", args=[number]), status == AdjustmentStatus.PENDING)
        for pk, number, status in rows
    }


def count_stocks(item_ids: Sequence[int]) -> Mapping[int, int]:
    """In how many warehouses items lie or lay: such an item is used (CAT-003)."""
    counts: dict[int, int] = {}
    for item_id in StockBalance.objects.filter(item_id__in=item_ids).values_list("item_id", flat=True):
        counts[item_id] = counts.get(item_id, 0) + 1
    return counts


source_labels("inventory.document", describe_documents)
source_labels("inventory.adjustment", describe_adjustments)
usage.register(_("库存"), count_stocks, code="inventory.stock")
ports.register_stock(ItemStock())
ports.register_panel("inventory.stock", stock_panel, order=10)


def warehouses_of_unit(unit_id: int) -> int:
    """How many valid warehouses belong to a unit, which then cannot be withdrawn (ACC-002)."""
    return Warehouse.objects.filter(unit_id=unit_id, is_valid=True).count()


blocks_invalidation("inventory.warehouse", _("仓库"), warehouses_of_unit)
