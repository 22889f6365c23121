"""What came in from a customer and what went back to him, on his page (CUS-008)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.billing.lifecycle import ReceiptState, RefundStatus
from danshu.billing.models import Match, Receipt, Refund
from danshu.billing.queries import balance_of, method_names, receipt_rows, refund_rows
from danshu.billing.web.statuses import RECEIPT_STATUSES, REFUND_STATUSES, WAYS
from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.parties.panels import CustomerRef
from danshu.sales.sight import PRIVATE, of_order
from danshu.ui.detail import Fact
from danshu.ui.formats import money_text

SHOWN = 50


def receipts_of_customer(actor: Actor, customer_id: int) -> QuerySet[Receipt]:
    """The receipts of a customer, and those of others that paid his orders, newest first; none without the right."""
    paying = Match.objects.filter(order__customer_id=customer_id).order_by().values("receipt_id")
    return receipt_rows(actor).filter(Q(customer_id=customer_id) | Q(pk__in=paying)).order_by("-pk")


def refunds_of_customer(actor: Actor, customer_id: int) -> QuerySet[Refund]:
    """His refunds that exist for the actor, newest first."""
    whose = Q(order__customer_id=customer_id) | Q(receipt__customer_id=customer_id)
    return refund_rows(actor).filter(whose).order_by("-pk")


def payment_count(actor: Actor, customer: CustomerRef) -> int:
    """The number beside the tab: receipts."""
    return receipts_of_customer(actor, customer.id).count()


def payments_context(actor: Actor, customer: CustomerRef) -> Mapping[str, Any]:
    """Totals in his currency, then the newest receipts with what they settled, and the newest refunds."""
    matches = Match.objects.select_related("order").defer(*of_order(PRIVATE)).order_by("id")
    rows = receipts_of_customer(actor, customer.id).prefetch_related(Prefetch("matches", matches))[:SHOWN]
    refunds = refunds_of_customer(actor, customer.id).select_related("receipt")[:SHOWN]
    names = method_names()
    return {
        "facts": _totals(actor, customer),
        "receipts": [
            {"receipt": row, "method": names.get(row.method, row.method), "status": RECEIPT_STATUSES[row.state]}
            for row in rows
        ],
        "refunds": [{"refund": row, "way": WAYS[row.way], "status": REFUND_STATUSES[row.status]} for row in refunds],
        "more_url": f"{reverse('billing:receipt_list')}?customer={customer.id}",
    }  # fmt: skip


def _totals(actor: Actor, customer: CustomerRef) -> Sequence[Fact]:
    valid = Receipt.objects.filter(customer_id=customer.id, currency=customer.currency).exclude(
        state=ReceiptState.VOIDED
    )
    came = valid.aggregate(amount=Sum("amount"), matched=Sum("matched_amount"), returned=Sum("returned_amount"))
    done = refunds_of_customer(actor, customer.id).filter(status=RefundStatus.DONE, currency=customer.currency)
    back = done.aggregate(s=Sum("amount"))["s"]
    figures: list[tuple[str, Decimal | None]] = [
        (_("收款合计"), came["amount"]), (_("已核销"), came["matched"]),
        (_("客户余额"), balance_of(customer.id, customer.currency)), (_("已退回"), came["returned"]), (_("已退款"), back),
    ]  # fmt: skip
    return [Fact(label=label, value=money_text(amount or ZERO, customer.currency)) for label, amount in figures]
