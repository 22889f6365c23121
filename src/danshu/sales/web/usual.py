"""Beside the entry form: what the customer usually orders, his last order, and what he paid before (ui.md 4.4)."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from danshu.catalog.queries import order_items
from danshu.catalog.web.thumbnails import thumbnail
from danshu.currencies.queries import is_orderable
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.errors import NotFound
from danshu.kit.keys import key_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.parties.queries import OrderCustomer
from danshu.sales.models import Order, OrderLine
from danshu.sales.permissions import CREATE_ORDER
from danshu.sales.usual import last_order, prices_paid, usual_items
from danshu.sales.web.forms import chosen_customer
from danshu.ui.grid import Line
from danshu.ui.responses import render_page

# how he buys stays the same; what was agreed for one order (discounts, freight, contract, dates, remarks) does not
COPIED = ("payment_terms", "payment_method")


def usual_context(actor: Actor, customer: OrderCustomer | None, order: Order | None) -> dict[str, Any]:
    """What the card of usual items needs; it is filled for new orders once a customer is chosen."""
    if customer is None or order is not None:
        return {"usual": [], "last_order": None}
    rows = [
        {
            "row": row, "mark": thumbnail(row.item.id, row.item.name, row.picture_id),
            "extra": json.dumps({"name": row.item.name, "unit": row.item.unit}, ensure_ascii=False),
        }
        for row in usual_items(actor, customer.id, business_date(now()))
    ]  # fmt: skip
    return {"usual": rows, "last_order": last_order(actor, customer.id)}


def copied_head(order: Order) -> dict[str, Any]:
    """The head of an order as initial values of a new one; contact and address come from the customer's own data."""
    return {name: getattr(order, name) for name in COPIED} | {
        "customer": str(order.customer_id), "channel": "staff",
        "paying_customer": order.paying_customer_id, "invoice_customer": order.invoice_customer_id,
        "store": str(order.store_id or ""), "delivery_method": str(order.delivery_method_id or ""), "warehouse": str(order.warehouse_id or ""),
        "currency": order.currency if is_orderable(order.currency) else "",
    }  # fmt: skip


def copied_lines(lines: list[OrderLine]) -> list[Line]:
    """The lines of an order for a new one: items and quantities; prices are today's."""
    return [
        Line(
            index=index,
            values={"item": str(line.item_id), "item-text": line.item_code,
                    "quantity": f"{line.quantity.normalize():f}"},
            shown={"name": line.item_name, "unit": line.unit_name},
        )
        for index, line in enumerate(lines)
    ]  # fmt: skip


@allowed_to(CREATE_ORDER)
def price_history(request: ActorRequest) -> HttpResponse:
    """GET ?customer=&item=: what this customer paid for the item before; F2 in the line grid."""
    item_id, customer_id = (key_of(request.GET.get(name)) or 0 for name in ("item", "customer"))
    item = order_items([item_id]).get(item_id)
    if item is None:
        raise NotFound()
    customer = chosen_customer(request.actor, customer_id or None)
    rows = prices_paid(request.actor, customer.id, item.id) if customer else []
    context = {
        "item": item, "customer": customer, "rows": rows,
        "empty": _("先选择客户，再看历史价") if customer is None else _("这个客户还没有买过这个商品"),
        "title": _("历史价：%(name)s") % {"name": item.name},
    }  # fmt: skip
    return render_page(request, "sales/price_history.html", context)
