"""What money adds to the pages of orders and customers: buttons, the card of payments, the account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.billing.customer_payments import payment_count, payments_context
from danshu.billing.lifecycle import RUNNING
from danshu.billing.line_money import line_money
from danshu.billing.models import Refund
from danshu.billing.operations.match_receipt import PAYABLE
from danshu.billing.permissions import MATCH_RECEIPT, RECORD_RECEIPT, REQUEST_REFUND, VIEW_RECEIPT, VIEW_REFUND
from danshu.billing.queries import balance_of, matches_of_order, refund_rows, refunds_of_order
from danshu.billing.statements import account_context
from danshu.kit.actor import Actor
from danshu.kit.findings import Finding, Severity
from danshu.kit.words import listed
from danshu.parties.panels import Panel, register
from danshu.sales.lifecycle import PaymentState
from danshu.sales.permissions import CANCEL_ORDER
from danshu.sales.ports import (
    LineMark,
    add_actions,
    add_cancelling,
    add_cards,
    add_histories,
    add_line_marks,
    add_shipping_stops,
)
from danshu.sales.records import Order, OrderLine
from danshu.ui.detail import Action, Card, Link
from danshu.ui.formats import date_text, datetime_text, money_text


@add_actions
def payment_actions(order: Order, actor: Actor) -> Iterator[Action]:
    """Record a payment; ask for a refund."""
    if actor.can(RECORD_RECEIPT) and order.status in PAYABLE:
        reason = "" if order.open_amount > 0 else _("已全部收款")
        yield Action(label=_("登记收款"), url=reverse("billing:order_payment", args=[order.number]), reason=reason)
    if actor.can(MATCH_RECEIPT) and order.status in PAYABLE:
        balance = balance_of(order.paying_customer_id or order.customer_id, order.currency)
        if balance and order.open_amount > 0:
            yield Action(label=_("用余额付款"), url=reverse("billing:order_balance", args=[order.number]), menu=True)
    if actor.can(REQUEST_REFUND) and order.paid_amount > order.refunded_amount:
        yield Action(label=_("申请退款"), url=reverse("billing:refund_new", args=[order.number]), menu=True)


@add_histories
def refund_histories(order: Order, actor: Actor) -> Iterator[tuple[str, int]]:
    """Who asked for a refund, who decided and executed it, stands in the order's history as well."""
    if order.paid_amount > 0 and actor.can(VIEW_REFUND):
        rows = refund_rows(actor).filter(order_id=order.pk).values_list("pk", flat=True)
        yield from (("billing.refund", pk) for pk in rows)


@add_cancelling
def refund_first(order: Order, actor: Actor) -> str:
    """The request of a refund that cancels the order when it is done: the money goes back first (ORD-033)."""
    if not (actor.can(REQUEST_REFUND) and actor.can(CANCEL_ORDER) and order.is_cancellable):
        return ""
    return f"{reverse('billing:refund_new', args=[order.number])}?cancel=1"


@add_shipping_stops
def given_up(order: Order) -> Iterator[Finding]:
    """Goods stay while the order is being cancelled with its refund (ORD-033)."""
    if order.payment_state != PaymentState.REFUND_RUNNING:
        return
    running = Refund.objects.filter(order_id=order.pk, cancels_order=True, status__in=RUNNING)
    if number := running.values_list("number", flat=True).first():
        text = _("退款 %(number)s 完成后取消这张订单，不能发货；要继续发货，请审批人先拒绝这笔退款") % {
            "number": number
        }
        yield Finding("being_cancelled", Severity.BLOCK, text)


@add_line_marks
def credited_lines(order: Order, lines: Sequence[OrderLine], actor: Actor) -> dict[int, list[LineMark]]:
    """Since when a line is credited, or what it has of its money (FIN-007); the receipt for those who may see it."""
    found: dict[int, list[LineMark]] = {}
    for each in line_money(order, lines) if order.paid_amount else ():
        receipts = listed(each.receipts) if actor.can(VIEW_RECEIPT) else ""
        if each.credited_at:
            facts = {"date": date_text(each.credited_at), "receipts": receipts}
            found[each.line.pk] = [LineMark((_("到账 %(date)s %(receipts)s") % facts).strip(), "ok")]
        elif each.matched:
            facts = {"amount": money_text(each.matched, order.currency), "receipts": receipts}
            found[each.line.pk] = [LineMark((_("已收 %(amount)s %(receipts)s") % facts).strip(), "warn")]
    return found


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
        pairs = [(_("到账"), datetime_text(order.paid_at))] if order.paid_at else []
        yield Card(title=_("收款与退款"), pairs=pairs, links=links, empty=_("暂无"))


register(
    Panel(
        code="account",
        label=gettext_lazy("往来账"),
        permission=VIEW_RECEIPT,
        order=60,
        template="billing/customer_account.html",
        context=account_context,
    )
)
register(
    Panel(
        code="payments", label=pgettext_lazy("列表", "收款"), permission=VIEW_RECEIPT, order=58, count=payment_count,
        template="billing/customer_payments.html", context=payments_context,
    )
)  # fmt: skip
