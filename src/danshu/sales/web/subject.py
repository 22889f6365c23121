"""Short forms about an order say which order that is: number, customer, amount, what is open (COM-009)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.sales.models import Order
from danshu.sales.web.statuses import ORDER_STATUSES, PAYMENT_STATUSES, SHIPPING_STATUSES
from danshu.ui.detail import Fact
from danshu.ui.formats import money_text


def order_subject(order: Order) -> list[Fact]:
    """What the form concerns."""
    owed = money_text(order.open_amount, order.currency)
    return [
        Fact(label=_("订单"), value=order.number, note=str(ORDER_STATUSES[order.status])),
        Fact(label=_("客户"), value=order.customer_name),
        Fact(label=_("订单金额"), value=money_text(order.total, order.currency)),
        Fact(label=_("未收"), value=owed, note=str(PAYMENT_STATUSES[order.payment_state])),
        Fact(label=_("发货"), value=str(SHIPPING_STATUSES[order.shipping_state])),
    ]


def about(order: Order, *texts: tuple[Any, Any]) -> dict[str, Any]:
    """The context of a short form: the order, further facts, and the way back."""
    told: Sequence[tuple[Any, Any]] = [(label, text) for label, text in texts if text]
    url = reverse("sales:order", args=[order.number])
    crumbs = [(_("销售订单"), reverse("sales:order_list")), (order.number, url)]
    return {"subject": order_subject(order), "about": told, "breadcrumb": crumbs}
