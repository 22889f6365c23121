"""Posts money that goes back, inside the operation that executes the refund (FIN-013)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from danshu.billing.accounts import ALLOWANCE, BANK, COMPANY, RECEIVABLE, UNMATCHED, WRITE_OFF, customer_owner
from danshu.billing.loading import Held
from danshu.billing.models import Match, Receipt, Refund
from danshu.billing.numbers import RECEIPT_SERIES
from danshu.billing.settling import received_of, refunds_of
from danshu.billing.ways import BALANCE, ways_back
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.money import ZERO
from danshu.kit.refs import SourceRef
from danshu.ledger.accounts import AccountKey
from danshu.ledger.posting import PostingLine, post
from danshu.numbering.operations.next_numbers import next_numbers
from danshu.sales.lifecycle import CONFIRMED
from danshu.sales.records import Order


def allowance_of(held: Held) -> Decimal:
    """How much of a refund lowers the claim: what the customer need not pay again, not what he had paid too much."""
    order = held.order
    if order is None or not held.refund.lowers_claim or order.status not in CONFIRMED:
        return ZERO
    too_much = max(-order.open_amount, ZERO)
    lowered: Decimal = min(max(held.refund.amount - too_much, ZERO), order.total - order.allowed_amount)
    return lowered


def pay_back(held: Held, *, actor: Actor, at: datetime) -> None:
    """One journal for the refund: from the customer's account (or the unmatched money) to the ways it goes by; what he
    need not pay again is an allowance.

    What goes to the customer's balance becomes a receipt that can be matched to his other orders.
    """
    refund, order = held.refund, held.order
    parts = ways_back(refund)
    for method, amount in parts:
        if method == BALANCE and order is not None:
            _keep_as_balance(refund, order, amount, actor=actor, at=at)
    kind, owner = (RECEIVABLE, customer_owner(order.customer_id)) if order else (UNMATCHED, COMPANY)
    lines = [PostingLine(AccountKey(kind, owner, refund.currency), refund.amount)]
    for method, amount in parts:
        taken_from = (UNMATCHED, COMPANY) if method == BALANCE else (BANK, f"method:{method}")
        lines.append(PostingLine(AccountKey(*taken_from, refund.currency), -amount))
    if refund.allowance:
        lines += [PostingLine(AccountKey(ALLOWANCE, COMPANY, refund.currency), refund.allowance),
                  PostingLine(AccountKey(kind, owner, refund.currency), -refund.allowance)]  # fmt: skip
    post(source=refund.ref, kind="refunded", on=business_date(at), at=at, memo=refund.number, lines=lines)


def _keep_as_balance(refund: Refund, order: Order, amount: Decimal, *, actor: Actor, at: datetime) -> None:
    receipt = Receipt.objects.create(
        number=next_numbers(RECEIPT_SERIES, count=1, at=at)[0], received_date=business_date(at),
        payer_name=order.customer_name, customer_id=order.customer_id, amount=amount, currency=refund.currency,
        method=BALANCE, reference=refund.number, recorded_by_id=actor.user_id, created_at=at, updated_at=at,
        updated_by_name=actor.name,
    )  # fmt: skip
    current_context().changed(
        "billing.receipt", receipt.pk, label=receipt.number, reason=refund.number,
        changes={"amount": (None, amount), "payer_name": (None, receipt.payer_name)},
    )  # fmt: skip


def take_back_write_offs(order: Order, *, at: datetime) -> None:
    """When all money of an order went back, the cents forgiven with it are owed (or given up) again too."""
    done, _running = refunds_of(order)
    if done < received_of(order.pk):
        return
    for match in Match.objects.filter(order_id=order.pk, written_off__gt=0).order_by("pk"):
        off = match.written_off
        post(
            source=SourceRef("billing.match", match.pk), kind="write_off_taken_back", on=business_date(at), at=at,
            memo=order.number,
            lines=[PostingLine(AccountKey(RECEIVABLE, customer_owner(order.customer_id), order.currency), off),
                   PostingLine(AccountKey(WRITE_OFF, COMPANY, order.currency), -off)],
        )  # fmt: skip
        match.written_off = ZERO
        match.save(update_fields=["written_off"])
