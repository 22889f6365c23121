"""Receipts, payments and refunds through the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ninja import Query, Router, Status

from danshu.billing.models import PaymentMethod, PaymentProblem, Receipt, Refund
from danshu.billing.operations.credit_notified_payment import credit_notified_payment
from danshu.billing.operations.decide_refund import decide_refund
from danshu.billing.operations.execute_refund import execute_refund
from danshu.billing.operations.match_receipt import match_receipt
from danshu.billing.operations.pay_from_balance import pay_from_balance
from danshu.billing.operations.pay_order import pay_order
from danshu.billing.operations.record_receipt import record_receipt
from danshu.billing.operations.request_refund import request_refund
from danshu.billing.operations.request_return import request_return
from danshu.billing.operations.settle_problem import settle_problem
from danshu.billing.operations.void_receipt import void_receipt
from danshu.billing.permissions import (
    APPROVE_REFUND,
    EXECUTE_REFUND,
    MATCH_RECEIPT,
    RECORD_RECEIPT,
    REQUEST_REFUND,
    RETURN_RECEIPT,
    SETTLE_PROBLEM,
    VIEW_RECEIPT,
    VIEW_REFUND,
)
from danshu.billing.queries import (
    methods_for,
    problem_by_id,
    problem_rows,
    receipt_by_number,
    receipt_rows,
    refund_by_number,
    refund_rows,
    valid_methods,
)
from danshu.billing.rest_lines import router as lines_router
from danshu.billing.rest_shapes import (
    BalancePaymentIn,
    DecisionIn,
    ExecutionIn,
    MatchesIn,
    MatchIn,
    MethodOut,
    NoticeIn,
    NoticeOut,
    PaymentIn,
    PaymentProblemOut,
    PaymentProblemQuery,
    ReceiptIn,
    ReceiptOut,
    ReceiptQuery,
    RefundIn,
    RefundOut,
    RefundQuery,
    ResolutionIn,
    ReturnIn,
    VoidIn,
)
from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, Page, allowed_to, given, idempotency_key, page, responses
from danshu.kit.web import SIGNED_IN, ActorRequest
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.queries import order_by_number

router = Router(tags=["payments"])
router.add_router("", lines_router)


@router.get("/receipts", response=responses(Page[ReceiptOut]))
@allowed_to(VIEW_RECEIPT)
def list_receipts(request: ActorRequest, query: Query[ReceiptQuery]) -> dict[str, Any]:
    """Receipts, newest first."""
    rows = receipt_rows(request.actor)
    if query.received_from:
        rows = rows.filter(received_date__gte=query.received_from)
    if query.received_to:
        rows = rows.filter(received_date__lte=query.received_to)
    return page(rows.filter(**given(query, "state", "method", "payer_name", "reference", "customer_id")), query)


@router.post("/receipts", response=responses(ReceiptOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(RECORD_RECEIPT)
def create_receipt(request: ActorRequest, payload: ReceiptIn) -> Status[Receipt]:
    """Record a receipt."""
    record = record_receipt.keyed(idempotency_key(request))
    return Status(201, record(**payload.dict(), actor=request.actor, at=now()))


@router.get("/receipts/{number}", response=responses(ReceiptOut))
@allowed_to(VIEW_RECEIPT)
def read_receipt(request: ActorRequest, number: str) -> Receipt:
    """One receipt."""
    return receipt_by_number(request.actor, number)


def _by_line(payload: MatchIn) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for part in payload.lines:
        found[part.line_id] = found.get(part.line_id, Decimal(0)) + part.amount
    return found


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
        line_amounts={order.pk: _by_line(payload)},
        write_offs={order.pk: payload.write_off},
        reason=payload.reason,
        actor=request.actor,
        at=now(),
    )


@router.post("/payments/notifications", response=responses(NoticeOut))
@allowed_to(RECORD_RECEIPT)
def notify_payment(request: ActorRequest, payload: NoticeIn) -> dict[str, Any]:
    """Credit a provider's payment; its transaction number makes repeats harmless. What does not fit is listed."""
    credited = credit_notified_payment(**payload.dict(), actor=request.actor, at=now())
    problem = PaymentProblem.objects.filter(pk=credited["problem_id"] or 0).first()
    receipt = Receipt.objects.get(pk=credited["receipt_id"])
    return {"receipt": receipt, "problem": problem.kind if problem else None, "problem_id": credited["problem_id"]}


@router.get("/payments/problems", response=responses(Page[PaymentProblemOut]))
@allowed_to(VIEW_RECEIPT)
def list_problems(request: ActorRequest, query: Query[PaymentProblemQuery]) -> dict[str, Any]:
    """Payments that did not fit their orders, newest first."""
    rows = problem_rows(request.actor).filter(**given(query, "kind", "order_number"))
    return page(rows if query.is_open is None else rows.filter(closed_at__isnull=query.is_open), query)


@router.post(
    "/payments/problems/{problem_id}/resolution", response=responses(PaymentProblemOut), openapi_extra=KEY_REQUIRED
)
@allowed_to(SETTLE_PROBLEM)
def resolve_problem(request: ActorRequest, problem_id: int, payload: ResolutionIn) -> PaymentProblem:
    """Decide what becomes of such a payment."""
    given = payload.dict()
    number = given.pop("order_number")
    given["order_id"] = order_by_number(request.actor, number).pk if number else None
    problem = problem_by_id(request.actor, min(problem_id, 2**62))
    settle_keyed = settle_problem.keyed(idempotency_key(request))
    return settle_keyed(problem_id=problem.pk, **given, actor=request.actor, at=now())


@router.get("/payment-methods", response=responses(list[MethodOut]))
@allowed_to(SIGNED_IN, areas=("billing", "sales"))
def all_payment_methods(request: ActorRequest) -> list[PaymentMethod]:
    """The valid payment methods; which of them one order may be paid by, /orders/{number}/payment-methods tells."""
    return valid_methods()


@router.get("/orders/{number}/payment-methods", response=responses(list[MethodOut]))
@allowed_to(VIEW_ORDER)
def payment_methods(request: ActorRequest, number: str) -> list[PaymentMethod]:
    """The methods an order may be paid by: its channel, currency, delivery method and customer decide."""
    return methods_for(order_by_number(request.actor, number))


@router.post("/orders/{number}/payments", response=responses(ReceiptOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(RECORD_RECEIPT)
def pay(request: ActorRequest, number: str, payload: PaymentIn) -> Status[Receipt]:
    """Record a payment of an order and settle it in one step."""
    order = order_by_number(request.actor, number)
    pay_keyed = pay_order.keyed(idempotency_key(request))
    return Status(201, pay_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now()))


@router.post("/orders/{number}/balance-payments", response=responses(None, 204), openapi_extra=KEY_REQUIRED)
@allowed_to(MATCH_RECEIPT)
def pay_by_balance(request: ActorRequest, number: str, payload: BalancePaymentIn) -> Status[None]:
    """Settle an order with money that its customer has here."""
    order = order_by_number(request.actor, number)
    pay_keyed = pay_from_balance.keyed(idempotency_key(request))
    pay_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now())
    return Status(204, None)


@router.post("/receipts/{number}/matches/batch", response=responses(ReceiptOut), openapi_extra=KEY_REQUIRED)
@allowed_to(MATCH_RECEIPT)
def match_several(request: ActorRequest, number: str, payload: MatchesIn) -> Receipt:
    """Settle several orders with one receipt, all or none."""
    receipt = receipt_by_number(request.actor, number)
    orders = {m.order_number: order_by_number(request.actor, m.order_number).pk for m in payload.matches}
    amounts: dict[int, Decimal] = {}
    offs: dict[int, Decimal] = {}
    for each in payload.matches:
        pk = orders[each.order_number]
        amounts[pk] = amounts.get(pk, Decimal(0)) + each.amount
        offs[pk] = offs.get(pk, Decimal(0)) + each.write_off
    match_keyed = match_receipt.keyed(idempotency_key(request))
    return match_keyed(
        receipt_id=receipt.pk, amounts=amounts, write_offs=offs, reason=payload.reason, actor=request.actor, at=now()
    )


@router.post("/receipts/{number}/returns", response=responses(RefundOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(RETURN_RECEIPT)
def return_money(request: ActorRequest, number: str, payload: ReturnIn) -> Status[Refund]:
    """Apply for the return of unmatched money."""
    receipt = receipt_by_number(request.actor, number)
    return_keyed = request_return.keyed(idempotency_key(request))
    return Status(201, return_keyed(receipt_id=receipt.pk, **payload.dict(), actor=request.actor, at=now()))


@router.post("/receipts/{number}/void", response=responses(ReceiptOut), openapi_extra=KEY_REQUIRED)
@allowed_to(RECORD_RECEIPT)
def void(request: ActorRequest, number: str, payload: VoidIn) -> Receipt:
    """Take back a receipt that was recorded by mistake."""
    receipt = receipt_by_number(request.actor, number)
    void_keyed = void_receipt.keyed(idempotency_key(request))
    return void_keyed(receipt_id=receipt.pk, reason=payload.reason, actor=request.actor, at=now())


@router.get("/refunds", response=responses(Page[RefundOut]))
@allowed_to(VIEW_REFUND)
def list_refunds(request: ActorRequest, query: Query[RefundQuery]) -> dict[str, Any]:
    """Refunds in scope, newest first."""
    return page(refund_rows(request.actor).filter(**given(query, "status", "order_number", "way")), query)


@router.post("/refunds", response=responses(RefundOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(REQUEST_REFUND)
def create_refund(request: ActorRequest, payload: RefundIn) -> Status[Refund]:
    """Apply for a refund."""
    given = payload.dict()
    order = order_by_number(request.actor, given.pop("order_number"))
    request_keyed = request_refund.keyed(idempotency_key(request))
    return Status(201, request_keyed(order_id=order.pk, **given, actor=request.actor, at=now()))


@router.get("/refunds/{number}", response=responses(RefundOut))
@allowed_to(VIEW_REFUND)
def read_refund(request: ActorRequest, number: str) -> Refund:
    """One refund in scope."""
    return refund_by_number(request.actor, number)


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
