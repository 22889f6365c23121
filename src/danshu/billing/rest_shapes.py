"""What the API of money takes and answers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from ninja import Schema
from pydantic import Field

from danshu.kit.days import BusinessDay
from danshu.kit.rest import Input, PageQuery


class OrderAmountIn(Input):
    """An amount for an order, with a small difference forgiven."""

    order_number: str = Field(max_length=40)
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    write_off: Decimal = Field(Decimal(0), ge=0, max_digits=12, decimal_places=2)


class ReceiptIn(Input):
    """Money that came in."""

    received_date: BusinessDay
    payer_name: str = Field(min_length=1, max_length=100)
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    method: str = Field(max_length=30)
    currency: str = Field("CNY", pattern="^[A-Z]{3}$")
    bank_account: str = Field("", max_length=60)
    reference: str = Field("", max_length=100)
    remark: str = Field("", max_length=500)
    customer_id: int | None = Field(None, gt=0, le=2**62)
    named_order: str = Field("", max_length=40)


class PaymentIn(Input):
    """What a customer paid for an order; `expected_open` is the open amount that was seen."""

    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    received_date: BusinessDay
    method: str = Field(max_length=30)
    payer_name: str = Field("", max_length=100)
    bank_account: str = Field("", max_length=60)
    reference: str = Field("", max_length=100)
    expected_open: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=2)


class ReceiptQuery(PageQuery):
    """What to look for: each given value must match exactly, the days are the first and the last."""

    state: str = Field("", max_length=20)
    method: str = Field("", max_length=30)
    payer_name: str = Field("", max_length=100)
    reference: str = Field("", max_length=100)
    customer_id: int | None = Field(None, gt=0, le=2**62)
    received_from: BusinessDay | None = None
    received_to: BusinessDay | None = None


class RefundQuery(PageQuery):
    """What to look for: each given value must match exactly (FIN-014)."""

    status: str = Field("", max_length=20)
    order_number: str = Field("", max_length=40)
    way: str = Field("", max_length=20)


class PaymentProblemQuery(PageQuery):
    """What to look for: kind, order, and whether somebody decided already."""

    kind: str = Field("", max_length=20)
    order_number: str = Field("", max_length=40)
    is_open: bool | None = None


class BalancePaymentIn(Input):
    """How much of the customer's balance to use."""

    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    expected_open: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=2)


class MatchesIn(Input):
    """Amounts for several orders, settled in one step."""

    matches: list[OrderAmountIn] = Field(min_length=1, max_length=100)
    reason: str = Field("", max_length=200)


class ReturnIn(Input):
    """Unmatched money that goes back."""

    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    reason: str = Field(max_length=500)
    way: str = Field("original", max_length=20)
    payee: str = Field("", max_length=200)


class VoidIn(Input):
    """Why a receipt is void."""

    reason: str = Field(max_length=500)


class ResolutionIn(Input):
    """What becomes of a payment that did not fit."""

    resolution: str = Field(max_length=20)
    note: str = Field(max_length=500)
    order_number: str = Field("", max_length=40)
    customer_id: int | None = Field(None, gt=0, le=2**62)
    way: str = Field("original", max_length=20)
    payee: str = Field("", max_length=200)


class LineAmountIn(Input):
    """An amount for one order line."""

    line_id: int = Field(gt=0, le=2**62)
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)


class MatchIn(Input):
    """An amount for an order, with a small difference forgiven; `lines` spread all of it over single lines."""

    order_number: str = Field(max_length=40)
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    write_off: Decimal = Field(Decimal(0), ge=0, max_digits=12, decimal_places=2)
    lines: list[LineAmountIn] = Field(default=[], max_length=500)
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
    """An application for a refund. lowers_claim: given for good, the customer need not pay it again; without it a part
    lowers the claim and all the money reopens it."""

    order_number: str = Field(max_length=40)
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    reason: str = Field(max_length=500)
    way: str = Field("original", max_length=20)
    payee: str = Field("", max_length=200)
    cancels_order: bool = False
    lowers_claim: bool | None = None


class DecisionIn(Input):
    """A decision on a refund."""

    approve: bool
    reason: str = Field("", max_length=500)
    seen_status: str | None = Field(None, max_length=20)


class ExecutionIn(Input):
    """How the execution went."""

    outcome: Literal["done", "failed", "submitted"] = "done"
    reference: str = Field("", max_length=100)
    failure: str = Field("", max_length=500)
    way: str | None = Field(None, max_length=20)
    payee: str = Field("", max_length=200)
    seen_status: str | None = Field(None, max_length=20)


class ReceiptOut(Schema):
    """A receipt."""

    id: int
    number: str
    received_date: date
    payer_name: str
    amount: Decimal
    currency: str
    rate: Decimal | None = Field(None, description="What one unit was worth in the base currency on the day, if known")
    method: str
    state: str
    matched_amount: Decimal
    returned_amount: Decimal
    returning_amount: Decimal
    free_amount: Decimal
    version: int


class NoticeOut(Schema):
    """The receipt of a notice; `problem` names why a person has to look at it, null when nothing is wrong."""

    receipt: ReceiptOut
    problem: str | None
    problem_id: int | None


class PaymentProblemOut(Schema):
    """A payment that did not fit its order."""

    id: int
    kind: str
    method: str
    transaction: str
    order_number: str
    amount: Decimal
    currency: str
    expected: str
    noticed_at: datetime
    times: int
    resolution: str
    note: str
    closed_at: datetime | None
    version: int


class MethodOut(Schema):
    """A payment method that an order may be paid by."""

    code: str
    kind: str
    name: str
    instructions: str


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
    cancels_order: bool
    lowers_claim: bool
    allowance: Decimal
    applied_at: datetime
    executed_at: datetime | None
    version: int
