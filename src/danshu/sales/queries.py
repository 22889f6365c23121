"""Reads for pages and API; every one begins at what exists for the actor (INV-Z1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from danshu.audit.queries import history
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import NotFound
from danshu.sales.lifecycle import CONFIRMED, OrderStatus, PaymentTerms
from danshu.sales.models import Order, OrderException, OrderLine, OrderNote, Supervision
from danshu.sales.permissions import REVIEW_ORDER, VIEW_ORDER


def order_rows(actor: Actor) -> QuerySet[Order]:
    """Orders that exist for the actor, with what a list row shows."""
    return Order.objects.visible_to(actor, VIEW_ORDER).select_related("owner", "unit")


def order_by_number(actor: Actor, number: str, permission: str = VIEW_ORDER) -> Order:
    """One order by its number; NotFound also when it is out of scope."""
    rows = Order.objects.visible_to(actor, permission).select_related(
        "owner", "unit", "handler", "approved_by", "created_by", "warehouse", "delivery_method"
    )
    order = rows.filter(number=number).first()
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
    timeline: Sequence[dict[str, Any]]


def order_page(actor: Actor, number: str) -> OrderPage:
    """The order with lines, exceptions and history. Raises NotFound."""
    order = order_by_number(actor, number)
    notes: list[dict[str, Any]] = [
        {"when": n.at, "who": n.author_name, "action": n.get_kind_display(), "changes": [], "text": n.content,
         "reason": n.content, "kind": "message" if n.kind == OrderNote.Kind.CUSTOMER else "note"}
        for n in order.notes.order_by("-at")[:50]
    ]  # fmt: skip
    trail = [entry for entry in history("sales.order", order.pk, limit=100) if not _is_note(entry)]
    return OrderPage(
        order=order,
        lines=list(order.lines.select_related("warehouse").order_by("position")),
        exceptions=list(order.exceptions.order_by("-found_at")),
        supervision=order.supervisions.select_related("supervisor").order_by("-id").first(),
        timeline=sorted([*notes, *trail], key=lambda entry: entry["when"], reverse=True),
    )


def _is_note(entry: dict[str, Any]) -> bool:
    return bool(entry.get("operation") == "sales.add_order_note")


def review_queue(actor: Actor, *, limit: int = 100) -> list[Order]:
    """What waits for this reviewer, oldest first."""
    rows = Order.objects.visible_to(actor, REVIEW_ORDER).awaiting_review()
    return list(rows.select_related("owner", "unit").order_by("submitted_at", "id")[:limit])


def review_count(actor: Actor) -> int:
    """How many orders wait for this reviewer, up to 1,000."""
    return Order.objects.visible_to(actor, REVIEW_ORDER).awaiting_review()[:1000].count()


def last_prices(customer_id: int, item_ids: Sequence[int], *, before_order_id: int | None) -> dict[int, Decimal]:
    """What this customer last paid for each item, on confirmed orders; one query."""
    rows = (
        OrderLine.objects.filter(order__customer_id=customer_id, item_id__in=item_ids)
        .exclude(order_id=before_order_id or 0)
        .filter(order__approved_at__isnull=False)
        .order_by("item_id", "-order_id")
        .distinct("item_id")
        .values_list("item_id", "unit_price")
    )
    return dict(rows)


def to_ship_count(actor: Actor, permission: str) -> int:
    """How many orders with open quantities exist for the actor under a permission, up to 1,000."""
    return Order.objects.visible_to(actor, permission).to_ship()[:1000].count()


def has_completed_order(customer_id: int) -> bool:
    """False for a new customer (ORD-022)."""
    return Order.objects.filter(customer_id=customer_id, status=OrderStatus.COMPLETED).exists()


def overdue_amount(customer_id: int, today: date) -> Decimal:
    """What is past its term: open amounts of account orders older than the days agreed on them."""
    rows = Order.objects.filter(
        customer_id=customer_id,
        status__in=CONFIRMED,
        payment_terms=PaymentTerms.ON_ACCOUNT,
        total__gt=F("paid_amount") - F("refunded_amount"),
    )
    found = rows.values_list("approved_at", "payment_terms_days", "total", "paid_amount", "refunded_amount")
    return sum(
        (
            total - paid + refunded
            for approved_at, days, total, paid, refunded in found
            if approved_at is not None and business_date(approved_at + timedelta(days=days)) < today
        ),
        Decimal(0),
    )


def order_count() -> int:
    """How many orders there are."""
    return Order.objects.count()
