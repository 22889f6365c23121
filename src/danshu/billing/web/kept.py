"""Says that an order stays although its refund was to cancel it, and what to do then (ORD-033)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.billing.giving_up import kept_order
from danshu.billing.lifecycle import RefundStatus
from danshu.billing.models import Refund
from danshu.billing.permissions import REQUEST_REFUND
from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.ui.detail import Action, Notice
from danshu.ui.formats import money_text


def kept_notices(refund: Refund, actor: Actor) -> list[Notice]:
    """The finding about a refund, before and after it is carried out; empty when the order goes as it was asked for."""
    found = kept_order(refund)
    if found is None:
        return []
    order, rest = found
    facts = {"order": order.number, "rest": money_text(rest, refund.currency)}
    if refund.status != RefundStatus.DONE:
        title = _("订单 %(order)s 申请退款后又收款 %(rest)s，这笔退款完成后不会取消订单") % facts
        way_out = _("先不再退款，再按全部已收金额重新申请；或照常退款，其余的钱另外申请退回")
        return [Notice(title=title, text=way_out)]
    if rest == ZERO:
        return [
            Notice(
                title=_("订单 %(order)s 没有随退款取消") % facts, text=_("订单现在的状态不能自动取消，请在订单上处理")
            )
        ]
    title = _("订单 %(order)s 没有取消：申请退款后又收款 %(rest)s") % facts
    way_out = _("申请退回其余的钱并选择取消订单；或保留订单")
    # what the applicant may ask for once he may ask for again
    address = f"{reverse('billing:refund_new', args=[order.number])}?cancel=1" if actor.can(REQUEST_REFUND) else ""
    return [
        Notice(title=title, text=way_out, actions=[Action(label=_("退回其余的钱"), url=address)] if address else [])
    ]
