"""The stage of an order through the API, and what its customer reads (ORD-013)."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema
from pydantic import Field

from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, Input, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest
from danshu.sales.labelling import label_shown
from danshu.sales.models import Order
from danshu.sales.operations.set_progress_label import set_progress_label
from danshu.sales.permissions import HANDLE_ORDER, VIEW_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.wording import customer_state, customer_wording

router = Router(tags=["orders"])


class ProgressLabelIn(Input):
    """A label bound to the order's status, by its id; null takes it away."""

    label_id: int | None = Field(None, gt=0, le=2**62)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class ProgressOut(Schema):
    """Where the order stands: for the house, and for its customer."""

    number: str
    status: str
    progress_label: str
    customer_state: str
    customer_wording: str
    version: int


@router.get("/orders/{number}/progress", response=responses(ProgressOut))
@allowed_to(VIEW_ORDER)
def show_progress(request: ActorRequest, number: str) -> dict[str, Any]:
    """Status, label, and the customer's wording in the caller's language."""
    return _progress(order_by_number(request.actor, number))


@router.post("/orders/{number}/progress-label", response=responses(ProgressOut), openapi_extra=KEY_REQUIRED)
@allowed_to(HANDLE_ORDER)
def label(request: ActorRequest, number: str, payload: ProgressLabelIn) -> dict[str, Any]:
    """Set the label, or take it away."""
    order = order_by_number(request.actor, number, HANDLE_ORDER)
    set_keyed = set_progress_label.keyed(idempotency_key(request))
    return _progress(set_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now()))


def _progress(order: Order) -> dict[str, Any]:
    return {
        "number": order.number, "status": order.status, "progress_label": label_shown(order),
        "customer_state": customer_state(order), "customer_wording": customer_wording(order), "version": order.version,
    }  # fmt: skip
