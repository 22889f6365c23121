"""What shipping adds to an order's page: buttons and the card of notes."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.fulfilment.permissions import PERFORM_SERVICE, SHIP, VIEW_SHIPMENT
from danshu.fulfilment.queries import notes_of_order
from danshu.fulfilment.rules import SHIPPABLE, shipping_findings
from danshu.fulfilment.statuses import SHIPMENT_STATUSES
from danshu.kit.actor import Actor
from danshu.sales.ports import add_actions, add_cards
from danshu.sales.records import Order
from danshu.ui.detail import Action, Card, Link

UNSHIPPED = ("not_shipped", "partly_shipped")


@add_actions
def shipping_actions(order: Order, actor: Actor) -> Iterator[Action]:
    """Ship what is open; confirm services."""
    if actor.can(SHIP) and order.status in SHIPPABLE and order.shipping_state in UNSHIPPED:
        reason = next((finding.text for finding in shipping_findings(order)), "")
        yield Action(
            label=_("发货"), url=reverse("fulfilment:ship", args=[order.number]), tone="primary", reason=reason
        )
        yield Action(label=_("新建发货单"), url=reverse("fulfilment:note_new", args=[order.number]), reason=reason,
                     menu=True)  # fmt: skip
    open_services = order.lines.filter(kind="service", done_at=None)
    if actor.can(PERFORM_SERVICE) and order.approved_at and open_services.exists():
        yield Action(label=_("确认服务完成"), url=reverse("fulfilment:service", args=[order.number]))


@add_cards
def notes(order: Order, actor: Actor) -> Iterator[Card]:
    """The order's shipping notes."""
    if actor.can(VIEW_SHIPMENT) and order.shipping_state != "none":
        links = [
            Link(label=note.number, url=reverse("fulfilment:shipment", args=[note.number]),
                 note=note.tracking_number, status=SHIPMENT_STATUSES[note.status], icon="truck-delivery")
            for note in notes_of_order(order.pk)
        ]  # fmt: skip
        yield Card(title=_("发货单"), links=links, empty=_("审核通过后生成"))
