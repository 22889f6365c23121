"""Reads for pages and API; every one begins at what exists for the actor (INV-Z1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse

from danshu.custom_fields.queries import with_linked_names
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import NotFound
from danshu.kit.sources import SourceLabel
from danshu.sales.lifecycle import CONFIRMED, DEAD, OrderStatus, PaymentTerms
from danshu.sales.loading import in_full
from danshu.sales.models import OPEN_AMOUNT, FindingOverride, Order, OrderException, OrderLine, OrderNote, Supervision
from danshu.sales.permissions import ASSIGN_ORDER, DELETE_ORDER, HANDLE_ORDER, VIEW_ORDER
from danshu.sales.ports import histories
from danshu.sales.sight import PRIVATE, of_order, settled_sight
from danshu.sales.timeline import order_timeline


def order_rows(actor: Actor) -> QuerySet[Order]:
    """Orders that exist for the actor, with what a list row shows."""
    rows = (
        Order.objects.visible_to(actor, VIEW_ORDER).listed_to(actor).select_related("owner", "unit", "handler", "store")
    )
    return with_linked_names(rows, "sales.order")


def order_by_number(actor: Actor, number: str, permission: str = VIEW_ORDER) -> Order:
    """One order by its number; NotFound also when it is out of scope."""
    rows = Order.objects.visible_to(actor, permission).filter(number=number)
    rows = rows.shown_to(actor, settled_sight(rows, actor)).select_related(
        "owner",
        "unit",
        "handler",
        "approved_by",
        "created_by",
        "store",
        "warehouse",
        "delivery_method",
    )
    order = rows.first()
    if order is None:
        raise NotFound()
    return order


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Everything the detail page shows of one order."""

    order: Order
    lines: Sequence[OrderLine]
    exceptions: Sequence[OrderException]
    supervision: Supervision | None
    supervisions: Sequence[Supervision]
    overrides: Sequence[FindingOverride]
    timeline: Sequence[dict[str, Any]]


def order_page(actor: Actor, number: str) -> OrderPage:
    """The order with lines, exceptions and history. Raises NotFound."""
    order = order_by_number(actor, number)
    asked = list(order.supervisions.select_related("supervisor").order_by("-id"))
    return OrderPage(
        order=order,
        lines=list(order.lines.select_related("warehouse").order_by("position")),
        exceptions=list(order.exceptions.order_by("-found_at")),
        supervision=asked[0] if asked else None,
        supervisions=asked,
        overrides=list(order.overrides.order_by("at")),
        timeline=order_timeline(order, histories(order, actor)),
    )


def orders_to_ship(actor: Actor, permission: str) -> QuerySet[Order]:
    """The orders with open quantities that exist for the actor under a permission."""
    return Order.objects.visible_to(actor, permission).to_ship()


def orders_to_ship_alike(order: Order, actor: Actor, permission: str, columns: Sequence[str]) -> QuerySet[Order]:
    """The other orders with open quantities that exist for the actor and have the same values in some columns, oldest
    first."""
    same = {name: getattr(in_full(order), name) for name in columns}
    rows = Order.objects.visible_to(actor, permission).to_ship().exclude(pk=order.pk).filter(**same)
    return rows.shown_to(actor).order_by("pk")


def lines_of_orders(order_ids: Sequence[int]) -> list[OrderLine]:
    """The lines of some orders with their orders' numbers, order by order; one query."""
    rows = OrderLine.objects.filter(order_id__in=list(order_ids)).select_related("order").defer(*of_order(PRIVATE))
    return list(rows.order_by("order_id", "position"))


def has_completed_order(customer_id: int) -> bool:
    """False for a new customer (ORD-022)."""
    return Order.objects.filter(customer_id=customer_id, status=OrderStatus.COMPLETED).exists()


def owed_elsewhere(customer_id: int, currency: str) -> Decimal:
    """What a customer owes for confirmed orders in other currencies, in the base currency by the orders' rates."""
    rows = Order.objects.filter(customer_id=customer_id, status__in=CONFIRMED).exclude(currency=currency)
    found: Decimal | None = rows.aggregate(owed=Sum(OPEN_AMOUNT * F("rate")))["owed"]
    return found or Decimal(0)


def overdue_amount(customer_id: int, today: date, *, currency: str = "") -> Decimal:
    """What is past its term: open amounts of account orders older than the days agreed on them.

    Of one currency in it; of all in the base currency by the orders' rates.
    """
    rows = Order.objects.filter(
        customer_id=customer_id,
        status__in=CONFIRMED,
        payment_terms=PaymentTerms.ON_ACCOUNT,
    ).annotate(owed=OPEN_AMOUNT if currency else OPEN_AMOUNT * F("rate"))
    rows = rows.filter(currency=currency) if currency else rows
    found = rows.filter(owed__gt=0).values_list("approved_at", "payment_terms_days", "owed")
    return sum(
        (
            owed
            for approved_at, days, owed in found
            if approved_at is not None and business_date(approved_at + timedelta(days=days)) < today
        ),
        Decimal(0),
    )


def orders_by_id(actor: Actor, ids: Sequence[int]) -> list[Order]:
    """Those of some orders that exist for the actor, in the order of their ids."""
    rows = Order.objects.visible_to(actor, VIEW_ORDER).shown_to(actor)
    return list(rows.filter(pk__in=list(ids)).order_by("pk")) if ids else []


def orders_to_delete(actor: Actor, ids: Sequence[int], permission: str = DELETE_ORDER) -> list[Order]:
    """Those of some orders that exist for the actor under a right, in the order of their ids."""
    return list(Order.objects.visible_to(actor, permission).filter(pk__in=list(ids)).order_by("pk"))


def orders_to_change(actor: Actor, permission: str) -> QuerySet[Order]:
    """The orders that exist for the actor under a right to change them, without contact data."""
    return Order.objects.visible_to(actor, permission).defer(*PRIVATE).select_related("unit", "owner")


def orders_to_assign(actor: Actor, ids: Sequence[int]) -> list[Order]:
    """Those of some orders that exist for the actor under the right to assign them, in the order of their ids."""
    rows = Order.objects.visible_to(actor, ASSIGN_ORDER).filter(pk__in=list(ids))
    return list(rows.defer(*PRIVATE).select_related("unit", "handler").order_by("pk"))


def payable_orders(actor: Actor, *, currency: str) -> QuerySet[Order]:
    """All orders in scope that still owe money in a currency."""
    payable = (OrderStatus.AWAITING_REVIEW, *CONFIRMED)
    rows = Order.objects.visible_to(actor, VIEW_ORDER).shown_to(actor).alias(owed=OPEN_AMOUNT)
    return rows.filter(status__in=payable, currency=currency, owed__gt=0)


def open_orders(
    actor: Actor, *, customer_ids: Sequence[int] = (), names: Sequence[str] = (), numbers: Sequence[str] = (),
    currency: str = "CNY",
) -> QuerySet[Order]:  # fmt: skip
    """Orders in scope that still owe money: of some customers (as buyer or payer, by id or by exact name), or with
    some numbers."""
    rows = payable_orders(actor, currency=currency)
    whose = Q(customer_id__in=list(customer_ids)) | Q(paying_customer_id__in=list(customer_ids))
    called = Q(customer_name__in=list(names)) | Q(paying_customer__name__in=list(names))
    return rows.filter(whose | called | Q(number__in=list(numbers)))


def describe_order_lines(line_ids: Sequence[int]) -> Mapping[int, SourceLabel]:
    """The orders that lines belong to, for the stock they hold; ended orders hold nothing (INV-S2). One query."""
    rows = OrderLine.objects.filter(pk__in=line_ids).values_list(
        "pk", "order__number", "order__status", "order__customer_name"
    )
    return {
        pk: SourceLabel(number, reverse("sales:order", args=[number]), status in CONFIRMED, customer)
        for pk, number, status, customer in rows
    }


def order_count() -> int:
    """How many orders there are."""
    return Order.objects.count()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a customer stands with us, in one currency; amounts of confirmed orders. paid_amount: ever, less refunds."""

    currency: str
    year_amount: Decimal
    year_count: int
    paid_amount: Decimal
    open_amount: Decimal
    overdue: Decimal
    last_number: str
    last_total: Decimal
    last_at: datetime | None
    rejected_of_six: int


def standing(customer_id: int, today: date, *, currency: str = "CNY") -> Standing:
    """The figures of the last twelve months and of now, in four queries."""
    own = Order.objects.filter(customer_id=customer_id)
    sold = own.filter(status__in=CONFIRMED, currency=currency)
    year = sold.filter(order_date__gt=today - timedelta(days=365)).aggregate(amount=Sum("total"), count=Count("pk"))
    money = sold.aggregate(open=Sum(OPEN_AMOUNT), paid=Sum(F("paid_amount") - F("refunded_amount")))
    six = list(own.exclude(status=OrderStatus.DRAFT).order_by("-pk").values_list(
        "number", "total", "created_at", "reject_reason", "status")[:6])  # fmt: skip
    counting = (row for row in six if row[-1] not in DEAD)  # what was given up was no order
    number, total, at, *_rest = next(counting, None) or _last_of(own) or ("", Decimal(0), None, "", "")
    return Standing(
        currency=currency,
        year_amount=year["amount"] or Decimal(0),
        year_count=year["count"],
        paid_amount=money["paid"] or Decimal(0),
        open_amount=money["open"] or Decimal(0),
        overdue=overdue_amount(customer_id, today, currency=currency),
        last_number=number,
        last_total=total,
        last_at=at,
        rejected_of_six=sum(bool(reason) or status == OrderStatus.REJECTED for *_x, reason, status in six),
    )


def _last_of(own: QuerySet[Order]) -> tuple[Any, ...] | None:
    """The last order that counts, of a customer whose last ones were all given up."""
    rows = own.exclude(status__in=(OrderStatus.DRAFT, *DEAD)).order_by("-pk")
    return rows.values_list("number", "total", "created_at", "reject_reason", "status").first()


def orders_of_customer(actor: Actor, customer_id: int, *, limit: int | None = None) -> QuerySet[Order]:
    """The customer's orders that exist for the actor, newest first."""
    rows = order_rows(actor).filter(customer_id=customer_id).order_by("-pk")
    return rows[:limit] if limit else rows


def usual_delivery_method(customer_id: int) -> int | None:
    """How the customer's latest order that names a way was to be delivered; None for a customer without one."""
    rows = Order.objects.filter(customer_id=customer_id).order_by("-order_date", "-pk")
    return next((key for key in rows.values_list("delivery_method_id", flat=True)[:20] if key is not None), None)


def customer_notes(actor: Actor, customer_id: int, limit: int) -> list[OrderNote]:
    """What was said to or by the customer on orders in scope, newest first (ORD-030)."""
    seen = Order.objects.visible_to(actor, VIEW_ORDER).filter(customer_id=customer_id)
    rows = OrderNote.objects.filter(kind=OrderNote.Kind.CUSTOMER, order__in=seen).select_related("order", "message")
    rows = rows.defer(*of_order(PRIVATE))
    return list(rows.order_by("-at")[:limit])


def is_late(order: Order, at: datetime) -> bool:
    """True for a confirmed order past its wanted date with something still here (ORD-029)."""
    waiting = order.status in (OrderStatus.APPROVED, OrderStatus.IN_PROGRESS)
    return bool(waiting and order.wanted_date and order.wanted_date < business_date(at))


def late(rows: QuerySet[Order], at: datetime) -> QuerySet[Order]:
    """The late ones of some orders (ORD-029)."""
    return rows.filter(status__in=(OrderStatus.APPROVED, OrderStatus.IN_PROGRESS), wanted_date__lt=business_date(at))


def exception_rows(actor: Actor) -> QuerySet[OrderException]:
    """Exceptions of the orders that exist for the actor under the right to handle them."""
    orders = Order.objects.visible_to(actor, HANDLE_ORDER)
    return OrderException.objects.filter(order__in=orders).select_related("order").defer(*of_order(PRIVATE))
