"""What shipping adds to an order's page, and what the customer is told when goods leave or arrive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.access.queries import people_with
from danshu.fulfilment.events import ShipmentHandedOver, ShipmentSigned
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.permissions import ALLOCATE, CONFIRM_RECEIPT, PERFORM_SERVICE, SHIP, VIEW_SHIPMENT
from danshu.fulfilment.queries import describe_shipments, notes_of_order
from danshu.fulfilment.rules import SHIPPABLE, shipping_findings
from danshu.fulfilment.statuses import SHIPMENT_STATUSES
from danshu.kit.actor import Actor
from danshu.kit.events import consequence, handles
from danshu.kit.sources import source_labels
from danshu.notices.operations.notify import notify
from danshu.recycling.registry import anchor, part
from danshu.sales.events import OrderDeleted
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.ports import Parcel, add_actions, add_cards, add_parcels
from danshu.sales.queries import describe_order_lines
from danshu.sales.records import Order
from danshu.ui.detail import Action, Card, Link

UNSHIPPED = ("not_shipped", "partly_shipped")


@add_actions
def shipping_actions(order: Order, actor: Actor) -> Iterator[Action]:
    """Ship what is open; confirm services."""
    if actor.can(SHIP) and order.status in SHIPPABLE and order.shipping_state in UNSHIPPED:
        reason = next((finding.text for finding in shipping_findings(order)), "")
        yield Action(
            label=pgettext("按钮", "发货"),
            url=reverse("fulfilment:ship", args=[order.number]),
            tone="primary",
            reason=reason,
        )
        yield Action(label=_("新建发货单"), url=reverse("fulfilment:note_new", args=[order.number]), reason=reason,
                     menu=True)  # fmt: skip
        yield Action(label=_("合并发货"), url=reverse("fulfilment:note_joint", args=[order.number]), reason=reason,
                     menu=True)  # fmt: skip
    if actor.can(ALLOCATE) and order.status in SHIPPABLE and order.shipping_state in UNSHIPPED:
        yield Action(label=_("改派仓库"), url=reverse("fulfilment:reallocate", args=[order.number]), menu=True)
    yield from _receipts(order, actor)
    open_services = order.lines.filter(kind="service", done_at=None)
    if actor.can(PERFORM_SERVICE) and order.approved_at and open_services.exists():
        yield Action(label=_("确认服务完成"), url=reverse("fulfilment:service", args=[order.number]))


def _receipts(order: Order, actor: Actor) -> Iterator[Action]:
    """One button for each parcel that is on its way (FUL-014)."""
    if not actor.can(CONFIRM_RECEIPT) or order.shipping_state in ("none", "not_shipped", "signed"):
        return
    under_way = [note for note in notes_of_order(order.pk) if note.status == ShipmentStatus.IN_DELIVERY]
    for note in under_way:
        label = _("确认收货") if len(under_way) == 1 else _("确认收货 %(number)s") % {"number": note.number}
        yield Action(label=label, url=reverse("fulfilment:receive", args=[note.number]), tone="",
                     menu=note is not under_way[0])  # fmt: skip


@add_cards
def notes(order: Order, actor: Actor) -> Iterator[Card]:
    """The order's shipping notes."""
    if actor.can(VIEW_SHIPMENT) and order.shipping_state != "none":
        links = [
            Link(label=note.number, url=reverse("fulfilment:shipment", args=[note.number]),
                 note=note.tracking_number, status=SHIPMENT_STATUSES[note.status], icon="truck-delivery")
            for note in notes_of_order(order.pk)
        ]  # fmt: skip
        yield Card(
            title=pgettext("列表", "发货单"),
            links=links,
            empty=_("还没有发货单") if order.status in SHIPPABLE else _("审核通过后生成"),
        )


@add_parcels
def parcels(order: Order) -> Iterator[Parcel]:
    """What was handed to a carrier and did not come back."""
    for note in notes_of_order(order.pk):
        if note.status in (ShipmentStatus.IN_DELIVERY, ShipmentStatus.SIGNED):
            yield Parcel(str(note.carrier or ""), note.tracking_number)


@handles(ShipmentHandedOver, name="fulfilment.tell_customer_shipped")
def tell_customer_shipped(delivery: dict[str, Any]) -> None:
    """The customer is told carrier, tracking number and time; it stands in the order's correspondence (FUL-009)."""
    facts = delivery["payload"]
    when = timezone.localtime(datetime.fromisoformat(delivery["at"]))
    words = {
        "carrier": facts["carrier"], "tracking": facts["tracking_number"], "when": f"{when:%Y-%m-%d %H:%M}",
    }  # fmt: skip
    text = _("您的订单 %(order)s 已发货：%(carrier)s，运单号 %(tracking)s，发货时间 %(when)s")
    if not facts["tracking_number"]:
        text = _("您的订单 %(order)s 已发货：%(carrier)s，发货时间 %(when)s")
        if not facts["carrier"]:
            text = _("您的订单 %(order)s 已出库，时间 %(when)s")
    _tell(facts, text, words, delivery)


@handles(ShipmentSigned, name="fulfilment.tell_customer_signed")
def tell_customer_signed(delivery: dict[str, Any]) -> None:
    """The customer is told that receipt was noted, and to whom to turn when something is wrong (FUL-014)."""
    facts = delivery["payload"]
    text = _("您的订单 %(order)s 的发货单 %(number)s 已签收；商品有短少、破损，请联系客服")
    _tell(facts, text, {"number": facts["number"]}, delivery)


def _tell(facts: Mapping[str, Any], text: str, words: Mapping[str, str], delivery: Mapping[str, Any]) -> None:
    """The same words on each order of the parcel, with its own number."""
    for pk, number in facts.get("orders") or [(facts["order_id"], facts["order_number"])]:
        add_order_note(
            order_id=pk, content=text % {**words, "order": number}, kind="customer", channel="other",
            actor=Actor.system(), at=datetime.fromisoformat(delivery["at"]),
        )  # fmt: skip


source_labels("fulfilment.shipment", describe_shipments)
source_labels("sales.order_line", describe_order_lines)


@consequence(OrderDeleted)
def tell_the_warehouse(event: OrderDeleted, *, actor: Actor, at: datetime) -> None:
    """Whoever ships learns that the order is gone and its goods are free (ORD-042)."""
    facts = {"number": event.number, "reason": event.reason, "who": event.by}
    people = [pk for pk in people_with(SHIP) if pk != actor.user_id]
    notify(people, kind="fulfilment.order_deleted", url=f"/orders/{event.number}/", at=at,
           text=lambda: _("%(who)s 删除了订单 %(number)s：%(reason)s") % facts)  # fmt: skip


# what left or is about to leave forbids the deletion; reversed notes go with the order
anchor("sales.order", "fulfilment.Shipment", via="order", what=gettext_lazy("未冲销的发货单"),
       where="t.status <> 'reversed'")  # fmt: skip
anchor("sales.order", "fulfilment.ShipmentLine", via="order_line", parent="sales.OrderLine",
       what=gettext_lazy("未冲销的发货单"),
       where="EXISTS (SELECT FROM fulfilment_shipment n WHERE n.id = t.shipment_id AND n.status <> 'reversed')",
       )  # fmt: skip
# a reversed note of several orders is the others' paper as well: it cannot go into the bin with one of them
anchor("sales.order", "fulfilment.ShipmentLine", via="order_line", parent="sales.OrderLine",
       what=gettext_lazy("和其他订单合并的发货单"),
       where="EXISTS (SELECT FROM fulfilment_shipment n WHERE n.id = t.shipment_id AND n.joined_numbers <> '')",
       )  # fmt: skip
anchor("sales.order", "fulfilment.ServiceRecord", via="order", what=gettext_lazy("已完成的服务"))
anchor("sales.order", "fulfilment.ServiceRecord", via="order_line", parent="sales.OrderLine",
       what=gettext_lazy("已完成的服务"))  # fmt: skip
part("sales.order", "fulfilment.Shipment", via="order", view=VIEW_SHIPMENT)
part("sales.order", "fulfilment.ShipmentLine", via="shipment", parent="fulfilment.Shipment")
part("sales.order", "fulfilment.ShipmentLine", via="order_line", parent="sales.OrderLine")
part("sales.order", "fulfilment.TrackingEvent", via="shipment", parent="fulfilment.Shipment")
