"""What was sent to a customer, on his page (CUS-008)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.models import Shipment
from danshu.fulfilment.permissions import VIEW_SHIPMENT
from danshu.fulfilment.queries import shipment_rows
from danshu.fulfilment.statuses import SHIPMENT_STATUSES
from danshu.kit.actor import Actor
from danshu.parties.panels import CustomerRef, Panel, register
from danshu.ui.detail import Fact
from danshu.ui.formats import date_text

SHOWN = 50
WAITING = (ShipmentStatus.DRAFT, ShipmentStatus.CONFIRMED)


def notes_of_customer(actor: Actor, customer_id: int) -> QuerySet[Shipment]:
    """His shipping notes that exist for the actor, newest first."""
    return shipment_rows(actor).filter(order__customer_id=customer_id).order_by("-pk")


def count(actor: Actor, customer: CustomerRef) -> int:
    """How many of his notes exist for the actor."""
    return Shipment.objects.visible_to(actor, VIEW_SHIPMENT).filter(order__customer_id=customer.id).count()


def content(actor: Actor, customer: CustomerRef) -> Mapping[str, Any]:
    """How many wait, are on their way and have arrived, then the newest notes."""
    seen = Shipment.objects.visible_to(actor, VIEW_SHIPMENT).filter(order__customer_id=customer.id).order_by()
    states = {row["status"]: row["n"] for row in seen.values("status").annotate(n=Count("pk"))}
    rows = list(notes_of_customer(actor, customer.id)[:SHOWN])
    last = next((row.handed_over_at for row in rows if row.handed_over_at), None)
    figures = [
        (_("待发出"), str(sum(states.get(state, 0) for state in WAITING))),
        (_("配送中"), str(states.get(ShipmentStatus.IN_DELIVERY, 0))),
        (_("已签收"), str(states.get(ShipmentStatus.SIGNED, 0))),
        (_("最近交运"), date_text(last)),
    ]
    return {
        "facts": [Fact(label=label, value=value) for label, value in figures],
        "notes": [{"note": row, "status": SHIPMENT_STATUSES[row.status]} for row in rows],
        "more_url": f"{reverse('fulfilment:shipment_list')}?customer={customer.id}",
    }


register(
    Panel(
        code="shipments", label=pgettext_lazy("列表", "发货"), permission=VIEW_SHIPMENT, order=54, count=count,
        template="fulfilment/customer_shipments.html", context=content,
    )
)  # fmt: skip
