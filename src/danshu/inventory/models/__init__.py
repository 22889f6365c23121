"""Warehouses, what lies in them, how it came and went, and the papers that moved it."""

from danshu.inventory.models.adjustment import AdjustmentReason, StockAdjustment
from danshu.inventory.models.document import DocumentType, StockDocument, StockDocumentLine
from danshu.inventory.models.stock import Place, StockBalance, StockMove
from danshu.inventory.models.warehouse import Warehouse, WarehouseType

__all__ = [
    "AdjustmentReason",
    "DocumentType",
    "Place",
    "StockAdjustment",
    "StockBalance",
    "StockDocument",
    "StockDocumentLine",
    "StockMove",
    "Warehouse",
    "WarehouseType",
]
