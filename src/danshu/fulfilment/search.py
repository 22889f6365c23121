"""Shipping notes in the palette and the quick search (COM-001)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import pgettext_lazy

from danshu.fulfilment.permissions import VIEW_SHIPMENT
from danshu.fulfilment.queries import shipment_rows
from danshu.fulfilment.statuses import SHIPMENT_STATUSES
from danshu.fulfilment.web.lists import SEARCHED, shipment_url
from danshu.kit.actor import Actor
from danshu.kit.querysets import exact_first
from danshu.ui.lists import literal
from danshu.ui.ports import Hit, search_provider


def find_shipment_hits(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Shipping notes of the actor by number, order, tracking number or customer, newest first."""
    rows = literal(*SEARCHED)(shipment_rows(actor), text).order_by("-pk")
    return [
        Hit(
            title=row.number, url=shipment_url(row), icon="truck-delivery",
            note=f"{row.customer_name} {row.tracking_number}".strip(), status=SHIPMENT_STATUSES[row.status],
        )
        for row in exact_first(rows, text, "number", "order_number", "tracking_number", limit=limit)
    ]  # fmt: skip


search_provider(pgettext_lazy("列表", "发货单"), permission=VIEW_SHIPMENT, find=find_shipment_hits, order=15)
