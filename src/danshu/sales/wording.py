"""What a customer reads of the state of his order: a few plain words, whatever the house calls its stages (ORD-013)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from danshu.sales.lifecycle import OrderStatus, PaymentTerms
from danshu.sales.models import Order

S = OrderStatus
AWAITING_PAYMENT = "awaiting_payment"
WORDS: Mapping[str, str | Promise] = {
    AWAITING_PAYMENT: pgettext_lazy("客户看到", "待付款"),
    "placed": pgettext_lazy("客户看到", "已下单"),
    "in_process": pgettext_lazy("客户看到", "处理中"),
    "shipped": pgettext_lazy("客户看到", "已发货"),
    "signed": pgettext_lazy("客户看到", "已签收"),
    "completed": pgettext_lazy("客户看到", "已完成"),
    "cancelled": pgettext_lazy("客户看到", "已取消"),
    "voided": pgettext_lazy("客户看到", "已作废"),
}
# a draft or rejected order is still with us: for the customer it is placed as soon as he knows of it
OF_STATUS = {S.DRAFT: "placed", S.REJECTED: "placed", S.AWAITING_REVIEW: "placed", S.APPROVED: "placed",
             S.IN_PROGRESS: "in_process", S.SHIPPED: "shipped", S.SIGNED: "signed", S.COMPLETED: "completed",
             S.CANCELLED: "cancelled", S.VOIDED: "voided"}  # fmt: skip


def customer_state(order: Order) -> str:
    """The code of what the customer reads; payment comes first where it is required first and still missing."""
    waits = order.payment_terms == PaymentTerms.PREPAID and order.open_amount > 0
    if waits and order.status in (S.AWAITING_REVIEW, S.APPROVED):
        return AWAITING_PAYMENT
    return OF_STATUS[OrderStatus(order.status)]


def customer_wording(order: Order) -> str:
    """The same in the active language."""
    return str(WORDS[customer_state(order)])
