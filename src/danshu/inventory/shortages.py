"""Puts names to gaps; only refusals come here, so the extra queries cost nobody who succeeds."""

from __future__ import annotations

from collections.abc import Sequence

from danshu.catalog.queries import items_named
from danshu.holds.keeping import Gap
from danshu.inventory.errors import ClaimShort, Shortage, StockShort
from danshu.inventory.models import Warehouse


def stock_short(gaps: Sequence[Gap]) -> StockShort:
    """The refusal that names every gap; resources are (warehouse_id, item_id)."""
    return StockShort(_named(gaps))


def claim_short(gaps: Sequence[Gap]) -> ClaimShort:
    """The refusal of using more than is reserved."""
    return ClaimShort(_named(gaps))


def _named(gaps: Sequence[Gap]) -> list[Shortage]:
    items = items_named([gap.resource[1] for gap in gaps])
    warehouses = dict(Warehouse.objects.filter(pk__in={gap.resource[0] for gap in gaps}).values_list("pk", "name"))
    return [
        Shortage(
            warehouse_id=warehouse_id,
            item_id=item_id,
            warehouse=warehouses.get(warehouse_id, str(warehouse_id)),
            item=items.get(item_id, str(item_id)),
            wanted=gap.wanted,
            available=gap.free,
        )
        for gap in sorted(gaps, key=lambda gap: gap.resource)
        for warehouse_id, item_id in [gap.resource]
    ]
