"""What money adds to an order's page: buttons and the card of payments."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.billing.operations.match_receipt import PAYABLE
from danshu.billing.permissions import RECORD_RECEIPT, REQUEST_REFUND, VIEW_RECEIPT, VIEW_REFUND
from danshu.billing.queries import matches_of_order, refunds_of_order
from danshu.kit.actor import Actor
from danshu.sales.ports import add_actions, add_cards
from danshu.sales.records import Order
from danshu.ui.detail import Action, Card, Link
from danshu.ui.formats import money_text


@add_actions
def payment_actions(order: Order, actor: Actor) -> Iterator[Action]:
    """Record a payment; ask for a refund."""
    if actor.can(RECORD_RECEIPT) and order.status in PAYABLE:
        reason = "" if order.total > order.paid_amount - order.refunded_amount else _("已全部收款")
        yield Action(label=_("登记收款"), url=reverse("billing:order_payment", args=[order.number]), reason=reason)
    if actor.can(REQUEST_REFUND) and order.paid_amount > order.refunded_amount:
        yield Action(label=_("申请退款"), url=reverse("billing:refund_new", args=[order.number]), menu=True)


@add_cards
def payments(order: Order, actor: Actor) -> Iterator[Card]:
    """Receipts and refunds of the order, for those who may see them."""
    links = []
    if actor.can(VIEW_RECEIPT):
        links += [
            Link(label=m.receipt.number, url=reverse("billing:receipt", args=[m.receipt.number]),
                 note=money_text(m.amount, order.currency))
            for m in matches_of_order(order.pk)
        ]  # fmt: skip
    if actor.can(VIEW_REFUND):
        links += [
            Link(label=r.number, url=reverse("billing:refund", args=[r.number]),
                 note=f"{r.get_status_display()} {money_text(r.amount, order.currency)}")
            for r in refunds_of_order(order.pk)
        ]  # fmt: skip
    if actor.can(VIEW_RECEIPT) or links:
        yield Card(title=_("收款与退款"), links=links, empty=_("暂无"))
