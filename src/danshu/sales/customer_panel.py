"""Orders on the customer's page: figures, the latest orders, what was said on them (CUS-008)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.words import with_count
from danshu.notices.statuses import MESSAGE_STATUSES
from danshu.parties.panels import CustomerRef, Panel, register
from danshu.sales.permissions import CREATE_ORDER, VIEW_ORDER
from danshu.sales.queries import customer_notes, orders_of_customer, standing
from danshu.sales.rhythm import due_again, months_of
from danshu.sales.web.statuses import ORDER_STATUSES, PAYMENT_STATUSES, SHIPPING_STATUSES
from danshu.ui.detail import Action, Fact
from danshu.ui.formats import date_text, money_text

SHOWN = 20


def figures(actor: Actor, customer: CustomerRef) -> Sequence[Fact]:
    """Total paid with what was sold in twelve months, still owed, last order (CUS-008)."""
    seen = standing(customer.id, business_date(now()), currency=customer.currency)
    owed = _("其中逾期 %(amount)s") % {"amount": money_text(seen.overdue, seen.currency)} if seen.overdue else ""
    sold = {"amount": money_text(seen.year_amount, seen.currency), "count": seen.year_count}
    return [
        Fact(label=_("累计已付"), value=money_text(seen.paid_amount, seen.currency),
             note=with_count("近 12 个月成交 %(amount)s，%(count)s 单") % sold),
        Fact(label=_("未收"), value=money_text(seen.open_amount, seen.currency), note=owed,
             tone="bad" if seen.overdue else ""),
        Fact(label=_("最近下单"), value=date_text(seen.last_at), note=seen.last_number),
    ]  # fmt: skip


def acts(actor: Actor, customer: CustomerRef) -> Sequence[Action]:
    """Enter an order for him."""
    if not customer.is_valid or not actor.can(CREATE_ORDER):
        return []
    url = f"{reverse('sales:order_new')}?customer={customer.id}"
    return [Action(label=_("新建订单"), url=url, icon="file-plus", tone="primary",
                   reason="" if customer.is_vetted else _("客户还没有通过审核"))]  # fmt: skip


def count(actor: Actor, customer: CustomerRef) -> int:
    """How many orders of his exist for the actor."""
    return orders_of_customer(actor, customer.id).count()


def content(actor: Actor, customer: CustomerRef) -> Mapping[str, Any]:
    """The latest orders with their states."""
    rows = [
        {"order": order, "status": ORDER_STATUSES[order.status], "paid": PAYMENT_STATUSES[order.payment_state],
         "shipped": SHIPPING_STATUSES[order.shipping_state]}
        for order in orders_of_customer(actor, customer.id, limit=SHOWN)
    ]  # fmt: skip
    return {
        "orders": {"rows": rows, "more_url": f"{reverse('sales:order_list')}?customer={customer.id}"},
        "rhythm": _rhythm(customer),
    }


def _rhythm(customer: CustomerRef) -> Mapping[str, Any]:
    """Twelve bars, and what he is due to order again."""
    today = business_date(now())
    months = months_of(customer.id, today, customer.currency)
    best = max(month.amount for month in months)
    return {
        "currency": customer.currency,
        "has_sales": best > 0,
        "bars": [{"month": m, "share": int(m.amount * 100 / best) if best > 0 else 0} for m in months],
        "due": [{"item": one, "late_days": -one.days_left} for one in due_again(customer.id, today)],
    }


def said(actor: Actor, customer: CustomerRef, limit: int) -> Sequence[Mapping[str, Any]]:
    """Communication recorded on orders (ORD-030)."""
    return [
        {"when": note.at, "who": note.author_name, "kind": "message", "changes": [], "text": note.content,
         "action": _("订单 %(number)s 客户沟通") % {"number": note.order.number},
         "status": MESSAGE_STATUSES[note.message.status] if note.message else None}
        for note in customer_notes(actor, customer.id, limit)
    ]  # fmt: skip


register(
    Panel(
        code="orders", label=pgettext_lazy("列表", "订单"), permission=VIEW_ORDER, order=10, facts=figures, actions=acts,
        count=count, template="sales/customer_orders.html", summary="sales/customer_orders.html",
        aside="sales/customer_rhythm.html", context=content, timeline=said,
    )
)  # fmt: skip
