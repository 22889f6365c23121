"""Stock adjustments through the API (INV-005, SYS-030)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.inventory.models import StockAdjustment
from danshu.inventory.operations.adjust_stock import adjust_stock
from danshu.inventory.operations.approve_adjustment import approve_adjustment
from danshu.inventory.operations.reject_adjustment import reject_adjustment
from danshu.inventory.operations.withdraw_adjustment import withdraw_adjustment
from danshu.inventory.permissions import ADJUST_STOCK, REVIEW_ADJUSTMENT, VIEW_STOCK
from danshu.inventory.screens import adjustment_by_number, adjustment_rows
from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, Input, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest

adjustments = Router(tags=["stock adjustments"])
KEY = 2**62


class AdjustmentIn(Input):
    """A correction: either new_quantity (what was counted) or difference."""

    warehouse_id: int = Field(gt=0, le=KEY)
    item_id: int = Field(gt=0, le=KEY)
    new_quantity: Decimal | None = Field(None, max_digits=12, decimal_places=3)
    difference: Decimal | None = Field(None, max_digits=12, decimal_places=3)
    seen_quantity: Decimal | None = Field(None, max_digits=15, decimal_places=3)
    reason: Literal["count", "damage", "loss", "found", "correction"]
    remark: str = Field("", max_length=500)


class AdjustmentOut(Schema):
    """An adjustment; `pending` ones wait for another person's review."""

    id: int
    number: str
    status: str
    warehouse_id: int
    item_id: int
    quantity_before: Decimal
    difference: Decimal
    reason: str
    remark: str
    created_by_name: str
    created_at: datetime
    reviewed_by_name: str
    review_note: str
    posted_at: datetime | None
    version: int


class AdjustmentQuery(PageQuery):
    """Filters of the list."""

    status: str = Field("", max_length=20)
    warehouse_id: int | None = Field(None, gt=0, le=KEY)
    item_id: int | None = Field(None, gt=0, le=KEY)


class Decision(Input):
    """A decision of the review; a refusal needs its reason."""

    reason: str = Field("", max_length=500)
    seen_status: str | None = Field(None, max_length=20)


@adjustments.get("/stock-adjustments", response=responses(Page[AdjustmentOut]))
@allowed_to(VIEW_STOCK)
def list_adjustments(request: ActorRequest, query: Query[AdjustmentQuery]) -> dict[str, Any]:
    """Adjustments in scope, newest first."""
    rows = adjustment_rows(request.actor)
    given = query.dict(include={"status", "warehouse_id", "item_id"})
    return page(rows.filter(**{name: value for name, value in given.items() if value}), query)


@adjustments.post(
    "/stock-adjustments",
    response=responses(AdjustmentOut, 201),
    openapi_extra=KEY_REQUIRED,
)
@allowed_to(ADJUST_STOCK)
def add_adjustment(request: ActorRequest, payload: AdjustmentIn) -> Status[StockAdjustment]:
    """Adjust a stock; a large difference comes back as `pending`."""
    adjust_keyed = adjust_stock.keyed(idempotency_key(request))
    return Status(201, adjust_keyed(**payload.dict(), actor=request.actor, at=now()))


@adjustments.get("/stock-adjustments/{number}", response=responses(AdjustmentOut))
@allowed_to(VIEW_STOCK)
def read_adjustment(request: ActorRequest, number: str) -> StockAdjustment:
    """One adjustment."""
    return adjustment_by_number(request.actor, number)


@adjustments.post(
    "/stock-adjustments/{number}/approval",
    response=responses(AdjustmentOut),
    openapi_extra=KEY_REQUIRED,
)
@allowed_to(REVIEW_ADJUSTMENT)
def approve(request: ActorRequest, number: str, payload: Decision) -> StockAdjustment:
    """Let it take effect; not for whoever entered it."""
    adjustment = adjustment_by_number(request.actor, number, REVIEW_ADJUSTMENT)
    return approve_adjustment.keyed(idempotency_key(request))(
        adjustment_id=adjustment.pk, note=payload.reason, seen_status=payload.seen_status, actor=request.actor, at=now()
    )


@adjustments.post(
    "/stock-adjustments/{number}/rejection",
    response=responses(AdjustmentOut),
    openapi_extra=KEY_REQUIRED,
)
@allowed_to(REVIEW_ADJUSTMENT)
def reject(request: ActorRequest, number: str, payload: Decision) -> StockAdjustment:
    """Refuse it with a reason; the stock stays."""
    adjustment = adjustment_by_number(request.actor, number, REVIEW_ADJUSTMENT)
    return reject_adjustment.keyed(idempotency_key(request))(
        adjustment_id=adjustment.pk, **payload.dict(), actor=request.actor, at=now()
    )


@adjustments.post(
    "/stock-adjustments/{number}/withdrawal",
    response=responses(AdjustmentOut),
    openapi_extra=KEY_REQUIRED,
)
@allowed_to(ADJUST_STOCK)
def withdraw(request: ActorRequest, number: str, payload: Decision) -> StockAdjustment:
    """Take it back before the review."""
    adjustment = adjustment_by_number(request.actor, number, ADJUST_STOCK)
    return withdraw_adjustment.keyed(idempotency_key(request))(
        adjustment_id=adjustment.pk, seen_status=payload.seen_status, actor=request.actor, at=now()
    )
