"""Reads of this module; each begins at the orders that exist for the actor (INV-Z1)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from danshu.composing.models import OrderLink
from danshu.composing.rules import MERGEABLE
from danshu.kit.actor import Actor
from danshu.sales.permissions import EDIT_ORDER
from danshu.sales.queries import orders_to_change
from danshu.sales.records import Order

OFFERED = 20


def links_of(order_id: int) -> list[OrderLink]:
    """What an order was merged or split with, newest first; the caller has read the order in scope."""
    return list(OrderLink.objects.filter(Q(from_order_id=order_id) | Q(to_order_id=order_id)).order_by("-id"))


def orders_to_merge(actor: Actor, ids: Sequence[int]) -> list[Order]:
    """Those of some orders that exist for the actor under the right to edit them, in the order of their ids."""
    return list(orders_to_change(actor, EDIT_ORDER).filter(pk__in=list(ids)).order_by("pk"))


def orders_like(actor: Actor, order: Order) -> list[Order]:
    """The order and the latest others of its customer that it could be merged with."""
    alike = {name: getattr(order, name) for name in ("customer_id", "currency", "type", "unit_id")}
    rows = orders_to_change(actor, EDIT_ORDER).filter(**alike, status__in=MERGEABLE)
    others = list(rows.exclude(pk=order.pk).order_by("-pk")[: OFFERED - 1])
    return sorted([*rows.filter(pk=order.pk), *others], key=lambda each: each.pk)
