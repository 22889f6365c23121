"""Change orders through the API: the same operations as the pages, with the same preview."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.amendments.differences import line_differences, term_differences
from danshu.amendments.models import Amendment
from danshu.amendments.operations.accept_amendment import accept_amendment
from danshu.amendments.operations.propose_amendment import propose_amendment
from danshu.amendments.operations.reject_amendment import reject_amendment
from danshu.amendments.operations.withdraw_amendment import withdraw_amendment
from danshu.amendments.permissions import DECIDE, PROPOSE
from danshu.amendments.queries import amendment_by_number, amendment_rows
from danshu.amendments.rest_prints import router as prints_router
from danshu.amendments.snapshot import Proposal
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.days import BusinessDay
from danshu.kit.rest import KEY_REQUIRED, Input, OneLine, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.sales.drafting import LineEntry, OrderEntry
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.rest_shapes import OrderLineIn
from danshu.sales.sight import kinds_seen

router = Router(tags=["orders"])
router.add_router("", prints_router)


class ChangeIn(Input):
    """The order as it shall be: all lines that stay (with their line_id) and new ones, all terms, and why."""

    lines: list[OrderLineIn] = Field(min_length=1, max_length=500)
    contact_name: OneLine = Field("", max_length=50)
    contact_phone: OneLine = Field("", max_length=30)
    contact_email: OneLine = Field("", max_length=254)
    recipient: OneLine = Field("", max_length=50)
    recipient_phone: OneLine = Field("", max_length=30)
    delivery_address: OneLine = Field("", max_length=300)
    delivery_method_id: int | None = Field(None, gt=0, le=2**62)
    payment_terms: OneLine = Field("", max_length=20)
    wanted_date: BusinessDay | None = None
    order_discount: Decimal = Field(Decimal(0), max_digits=12, decimal_places=2)
    freight: Decimal = Field(Decimal(0), max_digits=12, decimal_places=2)
    remark: str = Field("", max_length=500)
    paying_customer_id: int | None = Field(None, gt=0, le=2**62)
    invoice_customer_id: int | None = Field(None, gt=0, le=2**62)
    overpayment: str = Field("refund", max_length=20)
    reason: str = Field(min_length=1, max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)

    def proposal(self, customer_id: int) -> Proposal:
        """What the operation takes."""
        roles = ("paying_customer_id", "invoice_customer_id", "overpayment")
        given = self.dict(exclude={"lines", "reason", "version", *roles})
        lines = [LineEntry(**line.dict()) for line in self.lines]
        return Proposal(
            OrderEntry(customer_id=customer_id, lines=lines, **given), self.paying_customer_id,
            self.invoice_customer_id, self.overpayment,
        )  # fmt: skip


class ChangeDecisionIn(Input):
    """A decision about a change order; `version` or `seen_status` protect against deciding what has changed."""

    reason: str = Field("", max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)
    seen_status: str | None = Field(None, max_length=20)


class ChangedLineOut(Schema):
    """A line that differs: "added", "removed" or "changed"; what it was and what it would be."""

    state: str
    position: int
    code: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class ChangedTermOut(Schema):
    """A term that differs, in words."""

    field: str
    before: str
    after: str


class ChangeEffectOut(Schema):
    """What would happen besides."""

    code: str
    text: str


class ChangeOut(Schema):
    """A change order."""

    number: str
    order_number: str
    status: str
    aspects: list[str]
    why_supervised: str
    currency: str
    total_before: Decimal
    total_after: Decimal
    overpayment: str
    reason: str
    proposed_by_name: str
    proposed_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    decision_reason: str
    version: int


class ChangeDetailOut(ChangeOut):
    """One change order with what differs."""

    lines: list[ChangedLineOut]
    terms: list[ChangedTermOut]


class PreviewOut(Schema):
    """What a change would be and do, were it accepted now."""

    aspects: list[str]
    why_supervised: str
    total_before: Decimal
    total_after: Decimal
    effects: list[ChangeEffectOut]


@router.get("/order-changes", response=responses(Page[ChangeOut]))
@allowed_to(VIEW_ORDER)
def list_changes(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Change orders of the orders in scope, newest first."""
    return page(amendment_rows(request.actor), query)


@router.get("/order-changes/{number}", response=responses(ChangeDetailOut))
@allowed_to(VIEW_ORDER)
def show_change(request: ActorRequest, number: str) -> dict[str, Any]:
    """One change order; contact data as its reader sees them on the order."""
    return _detail(request.actor, amendment_by_number(request.actor, number))


def _detail(actor: Actor, found: Amendment) -> dict[str, Any]:
    order = order_by_number(actor, found.order.number)
    pairs = [pair for pair in line_differences(found.before, found.after) if pair.state != "same"]
    terms = term_differences(found.before, found.after, seen=kinds_seen(order))
    return {name: getattr(found, name) for name in ChangeOut.model_fields} | {
        "lines": [{"state": x.state, "position": x.line["position"], "code": x.line["code"], "before": x.before,
                   "after": x.after} for x in pairs],
        "terms": [{"field": x.field, "before": x.before, "after": x.after} for x in terms],
    }  # fmt: skip


@router.post("/orders/{number}/changes/preview", response=responses(PreviewOut))
@allowed_to(PROPOSE)
def preview_change(request: ActorRequest, number: str, payload: ChangeIn) -> dict[str, Any]:
    """What the change would do, from a dry run of the operation itself; stores nothing."""
    order = order_by_number(request.actor, number, PROPOSE)
    trial = propose_amendment.dry_run(
        order_id=order.pk, proposal=payload.proposal(order.customer_id), reason=payload.reason, version=payload.version,
        trial=True, actor=request.actor, at=now(),
    )  # fmt: skip
    found = trial.result
    return {
        "aspects": found.aspects, "why_supervised": found.why_supervised, "total_before": found.total_before,
        "total_after": found.total_after, "effects": [{"code": e.code, "text": str(e.text)} for e in trial.effects],
    }  # fmt: skip


@router.post("/orders/{number}/changes", response=responses(ChangeOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(PROPOSE)
def propose_change(request: ActorRequest, number: str, payload: ChangeIn) -> Status[Amendment]:
    """Propose a change; it waits for its review, or takes effect at once where nobody has to approve it."""
    order = order_by_number(request.actor, number, PROPOSE)
    made = propose_amendment.keyed(idempotency_key(request))(
        order_id=order.pk, proposal=payload.proposal(order.customer_id), reason=payload.reason, version=payload.version,
        actor=request.actor, at=now(),
    )  # fmt: skip
    return Status(201, made)


@router.post("/order-changes/{number}/accept", response=responses(ChangeOut), openapi_extra=KEY_REQUIRED)
@allowed_to(DECIDE)
def accept_change(request: ActorRequest, number: str, payload: ChangeDecisionIn) -> Amendment:
    """Carry the change out."""
    found = amendment_by_number(request.actor, number, DECIDE)
    accept_keyed = accept_amendment.keyed(idempotency_key(request))
    return accept_keyed(amendment_id=found.pk, **payload.dict(), actor=request.actor, at=now())


@router.post("/order-changes/{number}/reject", response=responses(ChangeOut), openapi_extra=KEY_REQUIRED)
@allowed_to(DECIDE)
def reject_change(request: ActorRequest, number: str, payload: ChangeDecisionIn) -> Amendment:
    """Refuse the change with a reason; the order stays as it is."""
    found = amendment_by_number(request.actor, number, DECIDE)
    reject_keyed = reject_amendment.keyed(idempotency_key(request))
    return reject_keyed(amendment_id=found.pk, **payload.dict(), actor=request.actor, at=now())


@router.post("/order-changes/{number}/withdraw", response=responses(ChangeOut), openapi_extra=KEY_REQUIRED)
@allowed_to(PROPOSE)
def withdraw_change(request: ActorRequest, number: str, payload: ChangeDecisionIn) -> Amendment:
    """Take back what one proposed oneself."""
    found = amendment_by_number(request.actor, number, PROPOSE)
    withdraw_keyed = withdraw_amendment.keyed(idempotency_key(request))
    return withdraw_keyed(amendment_id=found.pk, **payload.dict(), actor=request.actor, at=now())
