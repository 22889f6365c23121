"""Facts about the catalogue that other modules react to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from danshu.kit.events import Event, published


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCreated(Event):
    """A new item. With `initial_stock` somebody (inventory) books that quantity in the same transaction (INV-004)."""

    name: ClassVar[str] = "catalog.item_created"

    code: str
    kind: str
    is_stock_managed: bool
    initial_stock: Decimal | None = None
    warehouse_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChanged(Event):
    """Fields of an item changed; `fields` names them."""

    name: ClassVar[str] = "catalog.item_changed"

    code: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemInvalidated(Event):
    """An item was withdrawn for good: it stays in old documents and is not offered any more."""

    name: ClassVar[str] = "catalog.item_invalidated"

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDeleted(Event):
    """An item that was never used is gone."""

    name: ClassVar[str] = "catalog.item_deleted"

    code: str


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One price of an item went from old to new; None means that there was (or is) none.

    field: sale_price, guide_price, purchase_price or minimum_price.
    """

    item_id: int
    field: str
    old: Decimal | None
    new: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesChanged(Event):
    """Prices of items changed, all of one operation at once; the aggregate is the first item (CAT-006)."""

    name: ClassVar[str] = "catalog.prices_changed"

    steps: tuple[PriceStep, ...]
    reason: str = ""


published(ItemCreated, _("新建了商品"), of="catalog.item")
published(ItemChanged, _("商品资料已修改"), of="catalog.item")
published(PricesChanged, _("商品价格已修改"), of="")  # of several items at once
