"""Orders and their lines hold attachments; notes of an order carry channel and contact, so they stay here (ORD-030)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from danshu.files.holding import NoteInfo, OwnNotes, holder
from danshu.kit.actor import Actor
from danshu.sales.models import Order, OrderLine, OrderNote
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.permissions import VIEW_ORDER

MOST_NOTES = 100
Kind = OrderNote.Kind


def _add(order_id: int, content: str, is_visible: bool, actor: Actor, at: datetime, key: str) -> None:
    kind = Kind.CUSTOMER if is_visible else Kind.INTERNAL
    add_order_note.keyed(key)(order_id=order_id, content=content, kind=kind, actor=actor, at=at)


def _read(order_id: int) -> Sequence[NoteInfo]:
    rows = OrderNote.objects.filter(order_id=order_id).order_by("-at", "-pk")[:MOST_NOTES]
    return [NoteInfo(row.pk, row.content, row.kind == Kind.CUSTOMER, row.author_name, row.at) for row in rows]


def _lines(actor: Actor) -> QuerySet[OrderLine]:
    orders = Order.objects.visible_to(actor, VIEW_ORDER)
    return OrderLine.objects.filter(order__in=orders.values("pk")).select_related("order")


holder(
    "sales.order",
    rows=lambda actor: Order.objects.visible_to(actor, VIEW_ORDER),
    label_of=lambda order: order.number,
    url_of=lambda order: reverse("sales:order", args=[order.number]),
    notes=OwnNotes(add=_add, read=_read),
)
holder(
    "sales.order_line",
    rows=_lines,
    label_of=lambda line: f"{line.order.number} · {line.position} {line.item_name}",
    url_of=lambda line: reverse("sales:order", args=[line.order.number]),
)
