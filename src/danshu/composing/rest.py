"""Merging and splitting through the API: the same operations as the pages, with the same preview."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from danshu.composing.operations.merge_orders import merge_orders
from danshu.composing.operations.split_order import split_order
from danshu.composing.permissions import COMPOSE
from danshu.composing.rules import AT_ONCE
from danshu.kit.clock import now
from danshu.kit.days import BusinessDay
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.rest import KEY_REQUIRED, Input, OneLine, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest
from danshu.sales.queries import order_by_number

router = Router(tags=["orders"])


class MergedOrderIn(Input):
    """One of the orders; `version` protects against merging what has changed."""

    number: OneLine = Field(min_length=1, max_length=40)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class OrderMergeIn(Input):
    """Orders of one customer that become one: the first stays, the others go into it."""

    orders: list[MergedOrderIn] = Field(min_length=2, max_length=AT_ONCE)
    join_lines: bool = Field(False, description="lines of one item with the same price become one")
    reason: str = Field("", max_length=500)


class SplitLineIn(Input):
    """How many units of a line go to the new order."""

    line_id: int = Field(gt=0, le=2**62)
    quantity: Decimal = Field(gt=0, max_digits=12, decimal_places=3)


class OrderSplitIn(Input):
    """What becomes an order of its own."""

    lines: list[SplitLineIn] = Field(min_length=1, max_length=500)
    wanted_date: BusinessDay | None = None
    reason: str = Field("", max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)

    def quantities(self) -> dict[int, Decimal]:
        """Line -> quantity. Raises FieldErrors for a line named twice."""
        taken = {line.line_id: line.quantity for line in self.lines}
        if len(taken) < len(self.lines):
            raise FieldErrors([FieldProblem("lines", "twice", _("同一行只能写一次"))])
        return taken


class ComposedOrderOut(Schema):
    """An order as merging or splitting left it."""

    number: str
    status: str
    currency: str
    total: Decimal
    line_count: int
    version: int


class SplitOut(Schema):
    """Both orders: the one that was split, and the new one."""

    order: ComposedOrderOut
    new_order: ComposedOrderOut


class ComposingEffectOut(Schema):
    """What would happen."""

    code: str
    text: str


class ComposingPreviewOut(Schema):
    """What it would do, from a dry run; nothing is stored."""

    effects: list[ComposingEffectOut]


def _merging(request: ActorRequest, payload: OrderMergeIn) -> dict[str, Any]:
    orders = [order_by_number(request.actor, each.number, COMPOSE) for each in payload.orders]
    versions = {order.pk: each.version for order, each in zip(orders, payload.orders, strict=True) if each.version}
    kept, *others = orders
    return {"order_id": kept.pk, "order_ids": [order.pk for order in others], "join_lines": payload.join_lines,
            "reason": payload.reason, "versions": versions}  # fmt: skip


def _effects(effects: Any) -> dict[str, Any]:
    return {"effects": [{"code": each.code, "text": str(each.text)} for each in effects]}


@router.post("/orders/merge/preview", response=responses(ComposingPreviewOut))
@allowed_to(COMPOSE)
def preview_merge(request: ActorRequest, payload: OrderMergeIn) -> dict[str, Any]:
    """What merging would do."""
    return _effects(merge_orders.dry_run(**_merging(request, payload), actor=request.actor, at=now()).effects)


@router.post("/orders/merge", response=responses(ComposedOrderOut), openapi_extra=KEY_REQUIRED)
@allowed_to(COMPOSE)
def merge(request: ActorRequest, payload: OrderMergeIn) -> Any:
    """Merge; the answer is the order that stays, the others are voided and name it."""
    merge_keyed = merge_orders.keyed(idempotency_key(request))
    return merge_keyed(**_merging(request, payload), actor=request.actor, at=now())


def _splitting(request: ActorRequest, number: str, payload: OrderSplitIn) -> dict[str, Any]:
    order = order_by_number(request.actor, number, COMPOSE)
    return {"order_id": order.pk, "quantities": payload.quantities(), "wanted_date": payload.wanted_date,
            "reason": payload.reason, "version": payload.version}  # fmt: skip


@router.post("/orders/{number}/split/preview", response=responses(ComposingPreviewOut))
@allowed_to(COMPOSE)
def preview_split(request: ActorRequest, number: str, payload: OrderSplitIn) -> dict[str, Any]:
    """What splitting would do."""
    return _effects(split_order.dry_run(**_splitting(request, number, payload), actor=request.actor, at=now()).effects)


@router.post("/orders/{number}/split", response=responses(SplitOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(COMPOSE)
def split(request: ActorRequest, number: str, payload: OrderSplitIn) -> Status[dict[str, Any]]:
    """Split; the answer names both orders."""
    split_keyed = split_order.keyed(idempotency_key(request))
    new = split_keyed(**_splitting(request, number, payload), actor=request.actor, at=now())
    return Status(201, {"order": order_by_number(request.actor, number), "new_order": new})
