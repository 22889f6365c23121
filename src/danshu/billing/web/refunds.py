"""Refunds: apply, decide, execute."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.audit.queries import history
from danshu.billing.lifecycle import RefundStatus
from danshu.billing.models import Refund
from danshu.billing.operations.decide_refund import decide_refund
from danshu.billing.operations.execute_refund import execute_refund
from danshu.billing.operations.request_refund import request_refund
from danshu.billing.permissions import APPROVE_REFUND, EXECUTE_REFUND, REQUEST_REFUND, VIEW_REFUND
from danshu.billing.queries import refund_by_number
from danshu.billing.web.lists import REFUND_STATUSES
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.queries import order_by_number
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link
from danshu.ui.fields import ChoiceField, MoneyField, RemarkField, TextField
from danshu.ui.formats import money_text
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import render_page

WAYS = [("original", gettext_lazy("原路退回")), ("bank_transfer", gettext_lazy("银行转账")),
        ("cash", gettext_lazy("现金"))]  # fmt: skip


class RefundForm(Form):
    """An application."""

    amount = MoneyField(label=gettext_lazy("退款金额"))
    way = ChoiceField(label=gettext_lazy("退款方式"), choices=WAYS)
    payee = TextField(label=gettext_lazy("收款户名和账号"), required=False, max_length=200)
    cancels = ChoiceField(
        label=gettext_lazy("退款完成后"), required=False,
        choices=[("", gettext_lazy("订单继续")), ("yes", gettext_lazy("取消订单"))],
    )  # fmt: skip
    reason = RemarkField(label=gettext_lazy("退款原因"), required=True)


@allowed_to(REQUEST_REFUND)
def refund_new(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: apply for a refund of an order."""
    order = order_by_number(request.actor, number)
    form = RefundForm(posted(request), initial={"amount": order.paid_amount - order.refunded_amount})

    def save() -> str:
        given: dict[str, Any] = dict(form.values)
        cancels = given.pop("cancels") == "yes"
        refund = request_refund.keyed(form.token)(
            order_id=order.pk, cancels_order=cancels, **given, actor=request.actor, at=now()
        )
        done(request, _("退款 %(number)s 已申请") % {"number": refund.number})
        return reverse("sales:order", args=[number])

    title = _("申请退款 · %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=reverse("sales:order", args=[number]))


@allowed_to(VIEW_REFUND)
def refund_detail(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one refund."""
    refund = refund_by_number(request.actor, number)
    order_link = Link(label=refund.order_number, url=reverse("sales:order", args=[refund.order_number]))
    page = DetailPage(
        title=refund.number,
        status=REFUND_STATUSES[refund.status],
        subtitle=refund.customer_name,
        actions=_actions(refund, request),
        facts=[Fact(label=_("退款金额"), value=money_text(refund.amount, refund.currency)),
               Fact(label=_("退款方式"), value=str(dict(WAYS)[refund.way])),
               Fact(label=_("申请人"), value=refund.applied_by_name)],
        cards=[Card(title=_("订单"), links=[order_link]),
               Card(title=_("说明"), pairs=[(_("原因"), refund.reason), (_("收款户名和账号"), refund.payee or "—"),
                                          (_("审批人"), refund.decided_by_name or "—"),
                                          (_("审批意见"), refund.decision_reason or "—"),
                                          (_("失败原因"), refund.failure or "—")])],
        timeline=history("billing.refund", refund.pk),
        breadcrumb=[(_("退款"), back_url(request, "billing.refunds", reverse("billing:refund_list")))],
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


def _actions(refund: Refund, request: ActorRequest) -> list[Action]:
    made = []
    if request.actor.can(APPROVE_REFUND) and refund.status == RefundStatus.APPLIED:
        reason = _("不能审批自己的申请") if refund.applied_by_id == request.actor.user_id else ""
        url = reverse("billing:refund_decide", args=[refund.number])
        made.append(Action(label=_("审批"), url=url, tone="primary", reason=reason))
    if request.actor.can(EXECUTE_REFUND) and refund.status in (RefundStatus.APPROVED, RefundStatus.FAILED):
        url = reverse("billing:refund_execute", args=[refund.number])
        made.append(Action(label=_("执行退款"), url=url, tone="primary"))
    return made


class DecisionForm(Form):
    """The approver's answer."""

    decision = ChoiceField(
        label=gettext_lazy("决定"), choices=[("approve", gettext_lazy("同意")), ("refuse", gettext_lazy("拒绝"))]
    )
    reason = RemarkField(label=gettext_lazy("意见"))


@allowed_to(APPROVE_REFUND)
def refund_decide(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: approve or refuse."""
    refund = refund_by_number(request.actor, number)
    form = DecisionForm(posted(request))

    def save() -> str:
        decide_refund.keyed(form.token)(
            refund_id=refund.pk, approve=form.values["decision"] == "approve", reason=form.values["reason"] or "",
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("退款 %(number)s 已审批") % {"number": number})
        return reverse("billing:refund", args=[number])

    title = _("审批退款 %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=reverse("billing:refund", args=[number]))


class ExecutionForm(Form):
    """How it went."""

    outcome = ChoiceField(
        label=gettext_lazy("结果"), choices=[("done", gettext_lazy("已退款")), ("failed", gettext_lazy("退款失败"))]
    )
    reference = TextField(label=gettext_lazy("退款流水号"), required=False, max_length=100)
    failure = RemarkField(label=gettext_lazy("失败原因"))


@allowed_to(EXECUTE_REFUND)
def refund_execute(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: note that the money went back, or why not."""
    refund = refund_by_number(request.actor, number)
    form = ExecutionForm(posted(request))

    def save() -> str:
        execute_refund.keyed(form.token)(
            refund_id=refund.pk, succeeded=form.values["outcome"] == "done",
            reference=form.values["reference"] or "", failure=form.values["failure"] or "",
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("退款 %(number)s 的结果已登记") % {"number": number})
        return reverse("billing:refund", args=[number])

    title = _("执行退款 %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=reverse("billing:refund", args=[number]))
