"""Give a draft of a stock order up (INV-006)."""

from __future__ import annotations

from datetime import datetime

from danshu.inventory.documents import set_status
from danshu.inventory.lifecycle import DocumentStatus
from danshu.inventory.loading import locked_document
from danshu.inventory.models import StockDocument
from danshu.inventory.permissions import CREATE_DOCUMENT
from danshu.kit.actor import Actor
from danshu.kit.operation import operation


@operation("inventory.void_stock_document", permission=CREATE_DOCUMENT, label=("作废出入库单", "Void stock order"))
def void_stock_document(
    *,
    document_id: int,
    reason: str = "",
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> StockDocument:
    """Void a draft; it moved nothing and stays in the list.

    Raises NotFound, EditConflict, StaleState, IllegalTransition for a confirmed one (that is reversed instead).
    """
    document = locked_document(
        document_id, version=version, seen_status=seen_status, actor=actor, permission=CREATE_DOCUMENT
    )
    set_status(document, DocumentStatus.VOID, {"reason": reason.strip()[:200]}, actor=actor, at=at, reason=reason)
    return document
