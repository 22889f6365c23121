"""The input of the operations on items: one set of names for forms, API and imports (COM-008)."""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from danshu.catalog.models.item import PRICES


class ItemValues(TypedDict, total=False):
    """Fields of an item that people enter; what is missing stays as it is (or takes its default)."""

    code: str
    barcode: str
    name: str
    kind: str
    category_id: int | None
    brand_id: int | None
    unit_id: int | None
    model: str
    specification: str
    sale_price: Decimal | None
    guide_price: Decimal | None
    purchase_price: Decimal | None
    minimum_price: Decimal | None
    tax_rate: Decimal
    currency: str
    is_stock_managed: bool
    is_on_sale: bool
    is_on_storefront: bool
    max_per_order: Decimal | None
    duration_minutes: int | None
    responsible_unit_id: int | None
    needs_appointment: bool
    description: str
    remark: str


FIELDS: tuple[str, ...] = tuple(ItemValues.__annotations__)
TEXTS = {
    "code": 50, "barcode": 50, "name": 50, "model": 100, "specification": 200, "description": 2000, "remark": 500,
}  # fmt: skip
SERVICE_FIELDS = ("duration_minutes", "responsible_unit_id", "needs_appointment")
PRICE_FIELDS = PRICES
MAX_PRICE = Decimal("999999999.99")

DEFAULTS: ItemValues = {
    "barcode": "", "kind": "goods", "brand_id": None, "model": "", "specification": "", "guide_price": None,
    "purchase_price": None, "minimum_price": None, "tax_rate": Decimal(0), "currency": "CNY",
    "is_stock_managed": False, "is_on_sale": True, "is_on_storefront": False, "max_per_order": None,
    "duration_minutes": None, "responsible_unit_id": None, "needs_appointment": False, "description": "", "remark": "",
}  # fmt: skip
