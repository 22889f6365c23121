"""Facts about stock that other modules react to. Reserving and shipping are told by the orders that do it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from danshu.kit.events import Event, published


@dataclass(frozen=True, slots=True, kw_only=True)
class StockDocumentConfirmed(Event):
    """A stock-in or stock-out order was posted."""

    name: ClassVar[str] = "inventory.document_confirmed"

    number: str
    direction: str
    type: str
    warehouse_id: int
    item_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAdjusted(Event):
    """What is on hand was corrected."""

    name: ClassVar[str] = "inventory.stock_adjusted"

    number: str
    warehouse_id: int
    item_id: int
    difference: Decimal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseInvalidated(Event):
    """Orders are no longer served from this warehouse."""

    name: ClassVar[str] = "inventory.warehouse_invalidated"

    code: str


published(StockAdjusted, _("库存已调整"), of="inventory.adjustment")
published(StockDocumentConfirmed, _("出入库单已确认"), of="inventory.document")
