"""Orders in the palette and the quick search (COM-001)."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.querysets import exact_first
from danshu.sales.finding import find_orders
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.queries import order_rows
from danshu.sales.web.statuses import ORDER_STATUSES
from danshu.ui.formats import money_text
from danshu.ui.ports import Hit, search_provider


def find_order_hits(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Orders of the actor by number, external number, customer or contact, newest first."""
    rows = find_orders(order_rows(actor), text).order_by("-pk")
    return [
        Hit(
            title=row.number, url=reverse("sales:order", args=[row.number]), icon="file-text",
            note=f"{row.customer_name} {money_text(row.total, row.currency)}", status=ORDER_STATUSES[row.status],
        )
        for row in exact_first(rows, text, "number", "external_number", limit=limit)
    ]  # fmt: skip


search_provider(pgettext_lazy("列表", "销售订单"), permission=VIEW_ORDER, find=find_order_hits, order=10)
