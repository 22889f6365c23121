"""Post a stock-in or stock-out order (INV-006)."""

from __future__ import annotations

from datetime import datetime

from danshu.inventory.documents import confirm_now
from danshu.inventory.loading import locked_document
from danshu.inventory.models import StockDocument
from danshu.inventory.permissions import CONFIRM_DOCUMENT
from danshu.kit.actor import Actor
from danshu.kit.operation import operation


@operation(
    "inventory.confirm_stock_document", permission=CONFIRM_DOCUMENT, label=("确认出入库单", "Confirm stock order")
)
def confirm_stock_document(
    *, document_id: int, version: int | None = None, seen_status: str | None = None, actor: Actor, at: datetime
) -> StockDocument:
    """Move the stock of a draft, once: all its lines or nothing.

    What is reserved for orders is not taken. Raises NotFound, EditConflict, StaleState, IllegalTransition for anything
    but a draft, StockShort naming each gap, WarehouseInvalid.
    """
    document = locked_document(
        document_id, version=version, seen_status=seen_status, actor=actor, permission=CONFIRM_DOCUMENT
    )
    confirm_now(document, actor=actor, at=at)
    return document
