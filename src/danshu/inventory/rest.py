"""Stock through the API (INV-002, INV-003, SYS-030); warehouses and papers have files of their own beside this one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import QuerySet
from ninja import Query, Router, Schema
from pydantic import Field

from danshu.inventory.models import StockBalance, StockMove
from danshu.inventory.operations.set_stock_limits import set_stock_limits
from danshu.inventory.permissions import EDIT_STOCK, VIEW_STOCK
from danshu.inventory.rest_adjustments import adjustments
from danshu.inventory.rest_documents import KEY, documents
from danshu.inventory.rest_warehouses import warehouses
from danshu.inventory.screens import ABOVE, BELOW, move_rows, stock_rows
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.rest import (
    KEY_REQUIRED,
    Input,
    Page,
    PageQuery,
    allowed_to,
    idempotency_key,
    page,
    responses,
)
from danshu.kit.web import ActorRequest

router = Router(tags=["stock"])
router.add_router("", warehouses)
router.add_router("", documents)
router.add_router("", adjustments)


class StockOut(Schema):
    """An item in a warehouse at this moment; available = on_hand - reserved."""

    id: int
    warehouse_id: int
    warehouse_code: str
    item_id: int
    item_code: str
    item_name: str
    unit: str
    on_hand: Decimal
    reserved: Decimal
    available: Decimal
    low_threshold: Decimal | None
    high_threshold: Decimal | None
    location: str
    last_moved_at: datetime | None
    version: int


class StockQuery(PageQuery):
    """Filters of the stock list."""

    warehouse_id: int | None = Field(None, gt=0, le=KEY)
    item_id: int | None = Field(None, gt=0, le=KEY)
    item_code: str = Field("", max_length=50)
    less_than: Decimal | None = Field(None, max_digits=15, decimal_places=3)
    limit_crossed: Literal["", "below", "above"] = ""


class MoveOut(Schema):
    """One change record: what was there before, the change, what was there after."""

    id: int
    at: datetime
    warehouse_id: int
    item_id: int
    from_place: str
    to_place: str
    before: Decimal
    change: Decimal
    after: Decimal
    batch: str
    document_kind: str
    document_id: int
    document: str
    reason: str
    remark: str
    user: str


class MoveQuery(PageQuery):
    """Filters of the change records."""

    warehouse_id: int | None = Field(None, gt=0, le=KEY)
    item_id: int | None = Field(None, gt=0, le=KEY)
    document: str = Field("", max_length=60)


class LimitsIn(Input):
    """What people decide about a stock, with the version that was read."""

    version: int = Field(ge=1, le=2**31 - 1)
    low_threshold: Decimal | None = Field(None, max_digits=12, decimal_places=3)
    high_threshold: Decimal | None = Field(None, max_digits=12, decimal_places=3)
    location: str = Field("", max_length=50)
    remark: str = Field("", max_length=500)


def stock_out(stock: StockBalance) -> dict[str, Any]:
    """The answer's item."""
    names = ("id", "warehouse_id", "item_id", "on_hand", "reserved", "available", "low_threshold", "high_threshold",
             "location", "last_moved_at", "version")  # fmt: skip
    return {name: getattr(stock, name) for name in names} | {
        "warehouse_code": stock.warehouse.code,
        "item_code": stock.item.code,
        "item_name": stock.item.name,
        "unit": str(stock.item.unit) if stock.item.unit else "",
    }


def move_out(move: StockMove) -> dict[str, Any]:
    """The answer's item."""
    names = ("id", "at", "warehouse_id", "item_id", "from_place", "to_place", "change", "batch", "document_kind",
             "document_id", "reason", "remark")  # fmt: skip
    return {name: getattr(move, name) for name in names} | {
        "before": move.on_hand_after - move.change,
        "after": move.on_hand_after,
        "document": move.document_label,
        "user": move.user_name,
    }


@router.get("/stock", response=responses(Page[StockOut]))
@allowed_to(VIEW_STOCK)
def list_stock(request: ActorRequest, query: Query[StockQuery]) -> dict[str, Any]:
    """Stock in the warehouses in scope; values are those of this moment."""
    rows: QuerySet[StockBalance] = stock_rows(request.actor)
    if query.warehouse_id:
        rows = rows.filter(warehouse_id=query.warehouse_id)
    if query.item_id:
        rows = rows.filter(item_id=query.item_id)
    if query.item_code:
        rows = rows.filter(item__code__iexact=query.item_code)
    if query.less_than is not None:
        rows = rows.filter(on_hand__lt=query.less_than)
    if query.limit_crossed:
        rows = rows.filter(BELOW if query.limit_crossed == "below" else ABOVE)
    return page(rows, query, by=("pk",), shape=stock_out)


@router.get("/stock/moves", response=responses(Page[MoveOut]))
@allowed_to(VIEW_STOCK)
def list_moves(request: ActorRequest, query: Query[MoveQuery]) -> dict[str, Any]:
    """Change records in scope, newest first."""
    rows: QuerySet[StockMove] = move_rows(request.actor)
    if query.warehouse_id:
        rows = rows.filter(warehouse_id=query.warehouse_id)
    if query.item_id:
        rows = rows.filter(item_id=query.item_id)
    if query.document:
        rows = rows.filter(document_label=query.document)
    return page(rows, query, shape=move_out)


@router.get("/stock/{int:stock_id}", response=responses(StockOut))
@allowed_to(VIEW_STOCK)
def read_stock(request: ActorRequest, stock_id: int) -> dict[str, Any]:
    """One stock."""
    stock = stock_rows(request.actor).filter(pk=stock_id).first() if stock_id <= KEY else None
    if stock is None:
        raise NotFound
    return stock_out(stock)


@router.put("/stock/{int:stock_id}/limits", response=responses(StockOut), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT_STOCK)
def set_limits(request: ActorRequest, stock_id: int, payload: LimitsIn) -> dict[str, Any]:
    """Set thresholds, location and remark; quantities change by documents and adjustments only."""
    if stock_id > KEY:
        raise NotFound
    set_keyed = set_stock_limits.keyed(idempotency_key(request))
    set_keyed(balance_id=stock_id, **payload.dict(), actor=request.actor, at=now())
    return stock_out(StockBalance.objects.select_related("warehouse", "item__unit").get(pk=stock_id))
