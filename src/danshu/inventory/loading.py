"""Records of the inventory, in the actor's scope; locked ones for operations (CC-4)."""

from __future__ import annotations

from danshu.inventory.models import StockAdjustment, StockBalance, StockDocument, Warehouse
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound, StaleState
from danshu.kit.locks import lock
from danshu.kit.versions import require_version


def warehouse_in_scope(warehouse_id: int, *, actor: Actor, permission: str) -> Warehouse:
    """One warehouse. Raises NotFound, also when out of scope."""
    found = Warehouse.objects.visible_to(actor, permission).filter(pk=warehouse_id).first()
    if found is None:
        raise NotFound(field="warehouse")
    return found


def locked_warehouse(warehouse_id: int, *, version: int | None, actor: Actor, permission: str) -> Warehouse:
    """One warehouse with its row locked, in the version the editor saw. Raises NotFound, EditConflict."""
    found = lock(Warehouse.objects.visible_to(actor, permission).filter(pk=warehouse_id)).first()
    if found is None:
        raise NotFound
    require_version(found, version)
    return found


def locked_balance(balance_id: int, *, version: int | None, actor: Actor, permission: str) -> StockBalance:
    """One stock with its row locked. Raises NotFound, EditConflict."""
    found = lock(StockBalance.objects.visible_to(actor, permission).filter(pk=balance_id)).first()
    if found is None:
        raise NotFound
    require_version(found, version)
    return found


def locked_document(
    document_id: int, *, version: int | None = None, seen_status: str | None = None, actor: Actor, permission: str
) -> StockDocument:
    """One stock order with its row locked, in the version and state the person saw.

    Raises NotFound, EditConflict, StaleState.
    """
    found = lock(StockDocument.objects.visible_to(actor, permission).filter(pk=document_id)).first()
    if found is None:
        raise NotFound
    if seen_status is not None and seen_status != found.status:
        raise StaleState(label=found.number, state=found.get_status_display())
    require_version(found, version)
    return found


def locked_adjustment(
    adjustment_id: int, *, seen_status: str | None = None, actor: Actor, permission: str
) -> StockAdjustment:
    """One adjustment with its row locked. Raises NotFound, StaleState."""
    found = lock(StockAdjustment.objects.visible_to(actor, permission).filter(pk=adjustment_id)).first()
    if found is None:
        raise NotFound
    if seen_status is not None and seen_status != found.status:
        raise StaleState(label=found.number, state=found.get_status_display())
    return found
