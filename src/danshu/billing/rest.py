"""Receipts, payments and refunds through the API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from danshu.billing.models import Receipt, Refund
from danshu.billing.operations.credit_notified_payment import credit_notified_payment
from danshu.billing.operations.decide_refund import decide_refund
from danshu.billing.operations.execute_refund import execute_refund
from danshu.billing.operations.match_receipt import match_receipt
from danshu.billing.operations.record_receipt import record_receipt
from danshu.billing.operations.request_refund import request_refund
from danshu.billing.permissions import (
    APPROVE_REFUND,
    EXECUTE_REFUND,
    MATCH_RECEIPT,
    RECORD_RECEIPT,
    REQUEST_REFUND,
    VIEW_RECEIPT,
    VIEW_REFUND,
)
from danshu.billing.queries import receipt_by_number, receipt_rows, refund_by_number, refund_rows
from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, Input, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.sales.queries import order_by_number

router = Router(tags=["payments"])


class ReceiptIn(Input):
    """Money that came in."""

    received_date: date
    payer_name: str = Field(min_length=1, max_length=100)
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    method: str = Field(max_length=30)
    currency: str = Field("CNY", pattern="^[A-Z]{3}$")
    bank_account: str = Field("", max_length=60)
    reference: str = Field("", max_length=100)
    remark: str = Field("", max_length=500)


class MatchIn(Input):
    """An amount for an order, with a small difference forgiven."""

    order_number: str = Field(max_length=40)
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    write_off: Decimal = Field(Decimal(0), ge=0, max_digits=12, decimal_places=2)
    reason: str = Field("", max_length=200)


class NoticeIn(Input):
    """What a payment provider tells."""

    method: str = Field(max_length=30)
    transaction: str = Field(min_length=1, max_length=100)
    order_number: str = Field(max_length=40)
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    currency: str = Field("CNY", pattern="^[A-Z]{3}$")
    payer_name: str = Field("", max_length=100)


class RefundIn(Input):
    """An application for a refund."""

    order_number: str = Field(max_length=40)
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    reason: str = Field(max_length=500)
    way: str = Field("original", max_length=20)
    payee: str = Field("", max_length=200)
    cancels_order: bool = False


class DecisionIn(Input):
    """A decision on a refund."""

    approve: bool
    reason: str = Field("", max_length=500)


class ExecutionIn(Input):
    """How the execution went."""

    succeeded: bool = True
    reference: str = Field("", max_length=100)
    failure: str = Field("", max_length=500)


class ReceiptOut(Schema):
    """A receipt."""

    id: int
    number: str
    received_date: date
    payer_name: str
    amount: Decimal
    currency: str
    method: str
    state: str
    matched_amount: Decimal
    returned_amount: Decimal
    version: int


class RefundOut(Schema):
    """A refund."""

    id: int
    number: str
    order_number: str
    amount: Decimal
    currency: str
    way: str
    status: str
    reason: str
    applied_at: datetime
    executed_at: datetime | None
    version: int


@router.get("/receipts", response=responses(Page[ReceiptOut]))
@allowed_to(VIEW_RECEIPT)
def list_receipts(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Receipts, newest first."""
    return page(receipt_rows(request.actor), query)


@router.post("/receipts", response=responses(ReceiptOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(RECORD_RECEIPT)
def create_receipt(request: ActorRequest, payload: ReceiptIn) -> tuple[int, Receipt]:
    """Record a receipt."""
    record = record_receipt.keyed(idempotency_key(request))
    return 201, record(**payload.dict(), actor=request.actor, at=now())


@router.get("/receipts/{number}", response=responses(ReceiptOut))
@allowed_to(VIEW_RECEIPT)
def read_receipt(request: ActorRequest, number: str) -> Receipt:
    """One receipt."""
    return receipt_by_number(request.actor, number)


@router.post("/receipts/{number}/matches", response=responses(ReceiptOut), openapi_extra=KEY_REQUIRED)
@allowed_to(MATCH_RECEIPT)
def match(request: ActorRequest, number: str, payload: MatchIn) -> Receipt:
    """Settle an order with a receipt."""
    receipt = receipt_by_number(request.actor, number)
    order = order_by_number(request.actor, payload.order_number)
    match_keyed = match_receipt.keyed(idempotency_key(request))
    return match_keyed(
        receipt_id=receipt.pk,
        amounts={order.pk: payload.amount},
        write_offs={order.pk: payload.write_off},
        reason=payload.reason,
        actor=request.actor,
        at=now(),
    )


@router.post("/payments/notifications", response=responses(ReceiptOut))
@allowed_to(RECORD_RECEIPT)
def notify_payment(request: ActorRequest, payload: NoticeIn) -> Receipt:
    """Credit a provider's payment; its transaction number makes repeats harmless."""
    return credit_notified_payment(**payload.dict(), actor=request.actor, at=now())


@router.get("/refunds", response=responses(Page[RefundOut]))
@allowed_to(VIEW_REFUND)
def list_refunds(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Refunds in scope, newest first."""
    return page(refund_rows(request.actor), query)


@router.post("/refunds", response=responses(RefundOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(REQUEST_REFUND)
def create_refund(request: ActorRequest, payload: RefundIn) -> tuple[int, Refund]:
    """Apply for a refund."""
    given = payload.dict()
    order = order_by_number(request.actor, given.pop("order_number"))
    request_keyed = request_refund.keyed(idempotency_key(request))
    return 201, request_keyed(order_id=order.pk, **given, actor=request.actor, at=now())


@router.post("/refunds/{number}/decision", response=responses(RefundOut), openapi_extra=KEY_REQUIRED)
@allowed_to(APPROVE_REFUND)
def decide(request: ActorRequest, number: str, payload: DecisionIn) -> Refund:
    """Approve or refuse."""
    refund = refund_by_number(request.actor, number)
    decide_keyed = decide_refund.keyed(idempotency_key(request))
    return decide_keyed(refund_id=refund.pk, **payload.dict(), actor=request.actor, at=now())


@router.post("/refunds/{number}/execution", response=responses(RefundOut), openapi_extra=KEY_REQUIRED)
@allowed_to(EXECUTE_REFUND)
def execute(request: ActorRequest, number: str, payload: ExecutionIn) -> Refund:
    """Note that the money went back, or failed to."""
    refund = refund_by_number(request.actor, number)
    execute_keyed = execute_refund.keyed(idempotency_key(request))
    return execute_keyed(refund_id=refund.pk, **payload.dict(), actor=request.actor, at=now())
