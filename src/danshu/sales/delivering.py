"""The division to which an order is delivered: it follows the address, which stays the words that are printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from django.utils.translation import gettext as _

from danshu.kit.errors import FieldProblem
from danshu.parties.queries.orders import DeliveryAddress
from danshu.regions.naming import short_name
from danshu.regions.queries import current_place, inside_line, place_of
from danshu.sales.drafting import OrderEntry

in_region = partial(inside_line, path="delivery_region", line="delivery_address")


def delivery_region(entry: OrderEntry, address: DeliveryAddress | None) -> str:
    """The code for an order: that of the chosen address, or the one named with a typed address as long as the words say
    the same place; "" for none. No statement for an entry that names none."""
    if address is not None and not entry.delivery_address:
        return address.region
    place = place_of(entry.delivery_region) if entry.delivery_region else None
    if place is None:
        return ""
    smallest = next(name for name in (place.district, place.city, place.province) if name)
    return place.code if short_name(smallest) in entry.delivery_address else ""


def with_kept_region(entry: OrderEntry, stored: OrderEntry) -> OrderEntry:
    """The entry with the stored code where its address was left as it is and nothing else was said."""
    same = entry.delivery_address == stored.delivery_address
    return replace(entry, delivery_region=entry.delivery_region or (stored.delivery_region if same else ""))


def region_problems(entry: OrderEntry, stored: OrderEntry | None) -> Iterator[FieldProblem]:
    """A code that cannot be chosen; the one that the order has already stays."""
    code = entry.delivery_region
    if code and (stored is None or stored.delivery_region != code) and current_place(code) is None:
        yield FieldProblem("delivery_region", "unknown", _("没有这个行政区划，或已撤销；从列表中重新选择"))
