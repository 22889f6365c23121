"""Custom fields of an order: settled before anything else looks at the entry."""

from __future__ import annotations

from dataclasses import replace

from danshu.custom_fields.taking import Taken, take_custom
from danshu.kit.actor import Actor
from danshu.sales.drafting import OrderEntry
from danshu.sales.models import Order

HOST = "sales.order"


def taken_custom(entry: OrderEntry, *, actor: Actor) -> Taken:
    """Those of a new order, with defaults and required fields."""
    return take_custom(HOST, entry.custom, actor=actor)


def with_stored_custom(entry: OrderEntry, order: Order, *, actor: Actor) -> OrderEntry:
    """The entry with all values that a stored order will have; what was not given stays. Raises FieldErrors."""
    own = take_custom(HOST, entry.custom, stored=order.custom, pk=order.pk, actor=actor)
    return replace(entry, custom=own.require())
