"""Finding the order that money belongs to: by number, customer or contact, or by typing its number (FIN-007, COM-007)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.billing.permissions import MATCH_RECEIPT
from danshu.kit.actor import Actor
from danshu.kit.querysets import exact_first
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.finding import find_orders
from danshu.sales.queries import payable_orders
from danshu.sales.records import Order
from danshu.ui.fields import PickerField
from danshu.ui.formats import date_text, money_text
from danshu.ui.picker import Option, options

AT_MOST = 20


def order_field(actor: Actor, currency: str, **more: Any) -> PickerField:
    """Chooses an order that still owes money in a currency; its value is the number of the order.

    A typed number is taken as it is, also of an order that owes nothing: the operation says what is wrong with it.
    """

    def search(text: str) -> list[tuple[str, str]]:
        if not text.isprintable():
            return []
        found = exact_first(_found(actor, currency, text), text, "number", limit=AT_MOST)
        if found and text.upper() not in (order.number for order in found):
            return [(order.number, _told(order)) for order in found]
        return [(text, text)]

    return PickerField(
        url=lambda: reverse("billing:payable_orders", args=[currency]), label_of=lambda key: key, search=search,
        convert=str, required=False, **more,
    )  # fmt: skip


@allowed_to(MATCH_RECEIPT)
def payable_options(request: ActorRequest, currency: str) -> HttpResponse:
    """Orders in the actor's scope that owe money in this currency, the newest first."""
    return options(request, lambda text: _found(request.actor, currency, text), _option, title=_("选择订单"))


def _found(actor: Actor, currency: str, text: str) -> Any:
    rows = payable_orders(actor, currency=currency).order_by("-pk")
    return find_orders(rows, text) if text else rows


def _told(order: Order) -> str:
    return f"{order.number} {order.customer_name} {money_text(order.open_amount, order.currency)}"


def _option(order: Order) -> Option:
    owed = _("未收 %(amount)s") % {"amount": money_text(order.open_amount, order.currency)}
    day = date_text(order.order_date)
    return Option(key=order.number, text=order.number, code=day, note=order.customer_name, figure=owed)
