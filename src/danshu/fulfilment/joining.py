"""Several orders on one note (FUL-004): which may stand together, and what a note says about its orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.fulfilment.models import Shipment, ShipmentLine
from danshu.fulfilment.permissions import SHIP
from danshu.fulfilment.rules import shipping_findings
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError
from danshu.kit.findings import Blocked, Finding, blocking
from danshu.kit.words import listed
from danshu.sales.queries import orders_to_ship_alike
from danshu.sales.records import Order

# one parcel has one consignee; one owner and one unit decide who sees the note (ACC-022)
SHARED = {
    "customer_id": gettext_lazy("客户"),
    "recipient": gettext_lazy("收货人"),
    "recipient_phone": gettext_lazy("收货电话"),
    "delivery_address": gettext_lazy("收货地址"),
    "unit_id": gettext_lazy("所属组织"),
    "owner_id": gettext_lazy("业务员"),
}
AT_MOST = 20


class NotJoinable(DomainError):
    """Goods for different consignees do not go into one parcel."""

    code = "not_joinable"
    message = gettext_lazy("订单 %(number)s 不能和 %(first)s 合并发货：%(what)s不同")
    way_out = gettext_lazy("分开发货；地址写法不一致时先在订单上改一致")


class TooManyOrders(DomainError):
    """A note names a limited number of orders."""

    code = "too_many_orders"
    message = gettext_lazy("一张发货单最多合并 %(limit)s 张订单")
    way_out = gettext_lazy("分几张发货单")


def require_joinable(orders: Sequence[Order]) -> None:
    """Raise NotJoinable for the first order that goes elsewhere than the first one, TooManyOrders over the limit."""
    if len(orders) > AT_MOST:
        raise TooManyOrders(limit=AT_MOST)
    first = orders[0]
    for order in orders[1:]:
        different = [label for name, label in SHARED.items() if getattr(order, name) != getattr(first, name)]
        if different:
            raise NotJoinable(number=order.number, first=first.number, what=listed(str(x) for x in different))


def require_all_shippable(orders: Sequence[Order]) -> None:
    """Raise Blocked with every reason of every order; with several orders each reason names its order."""
    found: list[Finding] = []
    for order in orders:
        own = blocking(shipping_findings(order))
        found += own if len(orders) == 1 else [replace(x, text=_named(order, x.text)) for x in own]
    if found:
        raise Blocked(found)


def _named(order: Order, text: str) -> str:
    return text if order.number in text else _("订单 %(number)s：%(text)s") % {"number": order.number, "text": text}


def joinable_orders(order: Order, actor: Actor) -> list[Order]:
    """The other orders that can go with this one and still have goods to send, oldest first."""
    return list(orders_to_ship_alike(order, actor, SHIP, tuple(SHARED))[: AT_MOST - 1])


@dataclass(frozen=True, slots=True)
class NotedOrder:
    """An order as a note names it."""

    pk: int
    number: str
    external_number: str


def order_ids_of(shipment: Shipment) -> list[int]:
    """The orders whose goods stand on the note now."""
    if not shipment.joined_numbers:
        return [shipment.order_id]
    rows = ShipmentLine.objects.filter(shipment=shipment.pk).order_by().values_list("order_line__order_id", flat=True)
    return sorted(set(rows.distinct()))


def orders_of(shipment: Shipment) -> list[NotedOrder]:
    """The orders of a note, the first one first; one query."""
    path = "order_line__order__"
    rows = ShipmentLine.objects.filter(shipment=shipment.pk).order_by(f"{path}id")
    names = (f"{path}id", f"{path}number", f"{path}external_number")
    found = [NotedOrder(*row) for row in rows.values_list(*names).distinct()]
    return sorted(found, key=lambda order: order.pk != shipment.order_id)


def noted_as_facts(shipment: Shipment) -> tuple[tuple[int, str], ...]:
    """(id, number) of each order, for an event; empty for a note of one order, whose event names it anyway."""
    return tuple((order.pk, order.number) for order in orders_of(shipment)) if shipment.joined_numbers else ()


def by_order(lines: Iterable[ShipmentLine]) -> Mapping[int, list[ShipmentLine]]:
    """Note lines per order; the lines come with their order lines."""
    found: dict[int, list[ShipmentLine]] = {}
    for line in lines:
        found.setdefault(line.order_line.order_id, []).append(line)
    return found


def settle_orders(shipment: Shipment) -> dict[str, tuple[object, object]]:
    """Let the note name the orders that are left on its lines; the caller holds its lock and saves nothing else.

    Returns what changed, for the trail. A note of one order never changes.
    """
    if not shipment.joined_numbers:
        return {}
    rows = ShipmentLine.objects.filter(shipment=shipment.pk).order_by("position")
    left = dict(rows.values_list("order_line__order_id", "order_line__order__number"))
    before = shipment.joined_numbers
    old_first = shipment.order_number
    if shipment.order_id not in left:
        shipment.order_id, shipment.order_number = next(iter(left.items()))
    shipment.joined_numbers = " ".join(number for pk, number in left.items() if pk != shipment.order_id)
    if (before, old_first) == (shipment.joined_numbers, shipment.order_number):
        return {}
    shipment.save(update_fields=["order", "order_number", "joined_numbers"])
    return {"orders": (" ".join((old_first, before)), " ".join(shipment.order_numbers))}
