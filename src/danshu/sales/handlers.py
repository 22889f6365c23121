"""What other modules ask orders about: where a customer or an item is used, and what a leaver hands over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.handover import register as register_estate
from danshu.catalog.usage import register as register_item_usage
from danshu.identity.queries import find_people
from danshu.identity.rules.units import blocks_invalidation
from danshu.kit.actor import Actor
from danshu.kit.events import consequence
from danshu.kit.locks import lock
from danshu.kit.words import with_count
from danshu.notices.operations.notify import notify
from danshu.parties.events import CustomerOwnerChanged
from danshu.parties.usage import register as register_customer_usage
from danshu.parties.usage import register_contacts as register_contact_usage
from danshu.sales import (
    cleaning,
    confirmations,
    item_panel,
    linked_communications,
    merging,
    reminding,
    results,
    returning,
    routing,
    stores,
)
from danshu.sales.changing import change_order
from danshu.sales.lifecycle import CONFIRMED, ORDER_LIFECYCLE, UNDECIDED
from danshu.sales.models import Order, OrderLine, Supervision

__all__ = [
    "cleaning", "confirmations", "item_panel", "linked_communications", "merging", "reminding", "results", "returning", "routing",
    "stores",
]  # fmt: skip

CUSTOMERS = """
SELECT customer_id, count(DISTINCT id) FROM (
    SELECT id, customer_id FROM sales_order WHERE customer_id = ANY(%(ids)s)
    UNION ALL SELECT id, paying_customer_id FROM sales_order WHERE paying_customer_id = ANY(%(ids)s)
    UNION ALL SELECT id, invoice_customer_id FROM sales_order WHERE invoice_customer_id = ANY(%(ids)s)
) AS used GROUP BY customer_id
"""

# orders keep a copy of the contact, which is frozen with them: customer and name say which one it was
CONTACTS = """
SELECT contact.id, count(*) FROM parties_contact contact
JOIN sales_order o ON o.customer_id = contact.customer_id AND o.contact_name = contact.name
WHERE contact.id = ANY(%(ids)s) GROUP BY contact.id
"""


def orders_of_items(item_ids: Sequence[int]) -> Mapping[int, int]:
    """How many orders name each item (CAT-003)."""
    rows = OrderLine.objects.filter(item_id__in=list(item_ids)).values("item_id")
    return dict(rows.annotate(number=Count("order_id", distinct=True)).values_list("item_id", "number"))


def orders_of_customers(customer_ids: Sequence[int]) -> Mapping[int, int]:
    """How many orders name each customer as buyer, payer or invoice customer, in whatever status (CUS-005)."""
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS, {"ids": list(customer_ids)})
        return dict(cursor.fetchall())


def orders_of_contacts(contact_ids: Sequence[int]) -> Mapping[int, int]:
    """How many orders name each contact of their customer (CUS-005)."""
    with connection.cursor() as cursor:
        cursor.execute(CONTACTS, {"ids": list(contact_ids)})
        return dict(cursor.fetchall())


def confirmed_orders_of_customers(customer_ids: Sequence[int]) -> Mapping[int, int]:
    """How many orders fix each customer's name, licence number and type (ORD-016)."""
    rows = Order.objects.filter(customer_id__in=list(customer_ids), status__in=CONFIRMED).values("customer_id")
    return dict(rows.annotate(number=Count("pk")).values_list("customer_id", "number"))


register_item_usage(gettext_lazy("订单"), orders_of_items, code="sales.order")
register_customer_usage(gettext_lazy("订单"), orders_of_customers, code="sales.order")
register_contact_usage(gettext_lazy("订单"), orders_of_contacts, code="sales.order")
register_customer_usage(
    gettext_lazy("已审核的订单"), confirmed_orders_of_customers, fixes_identity=True, code="sales.confirmed_order"
)


def count_open_orders(user_id: int) -> int:
    """How many orders that are not finished a person owns, or handles."""
    open_orders = Order.objects.exclude(status__in=ORDER_LIFECYCLE.final())
    return open_orders.filter(owner_id=user_id).count() + open_orders.filter(handler_id=user_id).exclude(
        owner_id=user_id
    ).count()  # fmt: skip


def move_open_orders(*, user_id: int, successor_id: int, actor: Actor, at: datetime) -> int:
    """Give a person's open orders, those he handles and his pending decisions to the successor, with history."""
    find_people("").filter(pk=successor_id).get()
    reason = _("账号停用，移交")
    moved = 0
    open_orders = Order.objects.exclude(status__in=ORDER_LIFECYCLE.final())
    for order in lock(open_orders.filter(owner_id=user_id) | open_orders.filter(handler_id=user_id)):
        values = {}
        if order.owner_id == user_id:
            values["owner_id"] = successor_id
        if order.handler_id == user_id:
            values["handler_id"] = successor_id
        change_order(order, values, actor=actor, at=at, reason=reason)
        moved += 1
    pending = Supervision.objects.filter(state=Supervision.State.PENDING)
    pending.filter(supervisor_id=user_id).update(supervisor_id=successor_id)
    pending.filter(deputy_id=user_id).update(deputy_id=successor_id)
    if moved:
        notify(
            [successor_id], kind="sales.handed_over", url=f"/orders/?owner={successor_id}", at=at,
            text=lambda: with_count("%(count)s 张未完成的订单移交给你") % {"count": moved},
        )  # fmt: skip
    return moved


@consequence(CustomerOwnerChanged)
def move_undecided_orders(event: CustomerOwnerChanged, *, actor: Actor, at: datetime) -> None:
    """Drafts and unapproved orders of the old owner move with the customer, unless they are to stay (CUS-014).

    Approved orders keep the person and the unit they count for.
    """
    if not event.with_open_documents or event.old_owner_id is None:
        return
    orders = Order.objects.filter(
        customer_id=event.aggregate.pk, owner_id=event.old_owner_id, status__in=UNDECIDED, approved_at__isnull=True
    )
    for order in lock(orders):
        values = {"owner_id": event.new_owner_id}
        if order.unit_id == event.old_unit_id and event.new_unit_id is not None:
            values["unit_id"] = event.new_unit_id
        change_order(order, values, actor=actor, at=at, reason=_("随客户变更负责人"))


def open_orders_of_unit(unit_id: int) -> int:
    """How many orders that are not finished belong to a unit, which then cannot be withdrawn (ACC-002)."""
    return Order.objects.filter(unit_id=unit_id).exclude(status__in=ORDER_LIFECYCLE.final()).count()


blocks_invalidation("sales.order", gettext_lazy("未完成的订单"), open_orders_of_unit)
register_estate("sales.order", count_open_orders, move_open_orders, label=("未完成的订单", "open orders"))
