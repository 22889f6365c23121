"""Refunds: apply, decide, execute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.audit.queries import history
from danshu.billing.labels import in_currency
from danshu.billing.lifecycle import TO_PAY, RefundStatus
from danshu.billing.models import Refund
from danshu.billing.operations.decide_refund import decide_refund
from danshu.billing.operations.execute_refund import execute_refund
from danshu.billing.operations.request_refund import request_refund
from danshu.billing.permissions import APPROVE_REFUND, EXECUTE_REFUND, REQUEST_REFUND, VIEW_REFUND
from danshu.billing.queries import refund_by_number
from danshu.billing.settling import refundable
from danshu.billing.web.kept import kept_notices
from danshu.billing.web.lists import REFUNDS, receipt_url, refund_url
from danshu.billing.web.payments import order_facts, refunded_fact
from danshu.billing.web.statuses import REFUND_STATUSES, WAYS
from danshu.files.web.part import attachments, note_form, with_notes
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.reminders.web.part import reminder_card
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.queries import order_by_number
from danshu.sales.records import Order
from danshu.tasks.web.part import task_card
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link, Notice, Step
from danshu.ui.fields import ChoiceField, MoneyField, RemarkField, TextField
from danshu.ui.formats import datetime_text, money_text
from danshu.ui.forms import Form, Section, form_page, posted
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done, warn
from danshu.ui.responses import render_page

LOWER, OWED, CANCEL = "lower", "owed", "yes"
AFTERWARDS = {
    LOWER: gettext_lazy("订单继续，这笔款客户不用再付（折让）"),
    OWED: gettext_lazy("订单继续，这笔款客户还要再付"),
    CANCEL: gettext_lazy("取消订单"),
}


class RefundForm(Form):
    """An application."""

    amount = MoneyField(label=gettext_lazy("退款金额"))
    way = ChoiceField(label=gettext_lazy("退款方式"), choices=list(WAYS.items()))
    payee = TextField(label=gettext_lazy("收款户名和账号"), required=False, max_length=200)
    cancels = ChoiceField(
        label=gettext_lazy("退款完成后"), required=True, choices=[("", gettext_lazy("请选择")), *AFTERWARDS.items()],
    )  # fmt: skip
    reason = RemarkField(label=gettext_lazy("退款原因"), required=True)

    def __init__(self, data: Any = None, *, order: Order, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not order.is_cancellable:
            # what was shipped or ended cannot be cancelled, so nobody is offered it
            left = [(key, label) for key, label in AFTERWARDS.items() if key != CANCEL]
            self.fields["cancels"].choices = [("", _("请选择")), *left]  # type: ignore[attr-defined]


@allowed_to(REQUEST_REFUND)
def refund_new(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: apply for a refund of an order."""
    order = order_by_number(request.actor, number)
    cancels = CANCEL if "cancel" in request.GET and order.is_cancellable else ""
    initial = {"amount": refundable(order), "way": "original", "cancels": cancels}
    form = RefundForm(posted(request), order=order, initial=initial)

    def save() -> str:
        given: dict[str, Any] = dict(form.values)
        then = given.pop("cancels")
        refund = request_refund.keyed(form.token)(
            order_id=order.pk,
            cancels_order=then == CANCEL,
            lowers_claim=then == LOWER,
            **given,
            actor=request.actor,
            at=now(),
        )
        done(request, _("退款 %(number)s 已申请") % {"number": refund.number})
        return reverse("sales:order", args=[number])

    title = _("申请退款 · %(number)s") % {"number": number}
    back = reverse("sales:order", args=[number])
    crumbs = [(pgettext("列表", "销售订单"), reverse("sales:order_list")), (number, back)]
    return form_page(
        request, form, save, title=title, back_url=back, template="billing/payment.html",
        context={"breadcrumb": crumbs, "facts": [*order_facts(order), refunded_fact(order)]},
    )  # fmt: skip


@allowed_to(VIEW_REFUND)
def refund_detail(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one refund with its progress."""
    refund = refund_by_number(request.actor, number)
    page = DetailPage(
        title=refund.number,
        status=REFUND_STATUSES[refund.status],
        subtitle=refund.customer_name,
        actions=_actions(refund, request),
        steps=_steps(refund),
        steps_label=_("退款进度"),
        notices=_notices(refund, request.actor),
        facts=[Fact(label=_("退款金额"), value=money_text(refund.amount, refund.currency)),
               Fact(label=_("退款方式"), value=str(WAYS[refund.way])),
               Fact(label=_("退款完成后"), value=_afterwards(refund))],
        cards=[Card(title=_("来源单据"), links=[_source(refund)]), task_card(request.actor, "billing.refund", refund.pk),
               reminder_card(request.actor, "billing.refund", refund.pk),
               Card(title=_("说明"), pairs=[(_("原因"), refund.reason), (_("收款户名和账号"), refund.payee or "—"),
                                          (_("审批意见"), refund.decision_reason or "—"),
                                          (_("退款流水号"), refund.reference or "—")])],
        parts=[attachments(request, "billing.refund", refund.pk)],
        say=note_form(request, "billing.refund", refund.pk),
        timeline=with_notes("billing.refund", refund.pk, history("billing.refund", refund.pk, worded=in_currency(refund.currency))),
        breadcrumb=[(pgettext("列表", "退款"), back_url(request, "billing.refunds", reverse("billing:refund_list")))],
        neighbours=neighbours(request, REFUNDS, request.actor, refund, refund_url),
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


def _afterwards(refund: Refund) -> str:
    if refund.order_id is None:
        return "—"
    return str(AFTERWARDS[CANCEL if refund.cancels_order else LOWER if refund.lowers_claim else OWED])


def _source(refund: Refund) -> Link:
    if refund.receipt is not None:
        return Link(label=refund.receipt.number, url=receipt_url(refund.receipt))
    return Link(label=refund.order_number, url=reverse("sales:order", args=[refund.order_number]))


def _steps(refund: Refund) -> list[Step]:
    def note(who: str, at: datetime | None) -> str:
        return " ".join(filter(None, (who, datetime_text(at) if at else ""))) or "—"

    steps = [Step(label=_("已申请"), note=note(refund.applied_by_name, refund.applied_at), state="done")]
    decided = note(refund.decided_by_name, refund.decided_at)
    if refund.status == RefundStatus.REFUSED:
        return [*steps, Step(label=_("已拒绝"), note=decided, state="bad")]
    waiting = refund.status == RefundStatus.APPLIED
    steps.append(Step(label=_("审批"), note=decided, state="now" if waiting else "done"))
    if refund.status == RefundStatus.FAILED:
        return [*steps, Step(label=_("退款失败"), note=refund.failure, state="bad")]
    last = {RefundStatus.DONE: "done", RefundStatus.APPLIED: ""}.get(RefundStatus(refund.status), "now")
    return [*steps, Step(label=_("已退款"), note=note(refund.executed_by_name, refund.executed_at), state=last)]


def _notices(refund: Refund, actor: Actor) -> list[Notice]:
    found = kept_notices(refund, actor)
    if refund.status == RefundStatus.FAILED:
        found.append(Notice(title=_("退款失败：%(reason)s") % {"reason": refund.failure}, text=_("可以按原方式再执行一次；要换方式，请审批人选“不再退款”后重新申请"), tone="bad"))  # fmt: skip
    return found


def _actions(refund: Refund, request: ActorRequest) -> list[Action]:
    made = []
    if request.actor.can(APPROVE_REFUND) and refund.status in (
        RefundStatus.APPLIED,
        RefundStatus.APPROVED,
        RefundStatus.FAILED,
    ):
        reason = _("不能审批自己的申请") if refund.applied_by_id == request.actor.user_id else ""
        url = reverse("billing:refund_decide", args=[refund.number])
        if refund.status == RefundStatus.APPLIED:
            made.append(Action(label=_("审批"), url=url, tone="primary", reason=reason))
        else:
            made.append(Action(label=_("不再退款"), url=url, reason=reason))
    if request.actor.can(EXECUTE_REFUND) and refund.status in TO_PAY:
        url = reverse("billing:refund_execute", args=[refund.number])
        reason = _("不能执行自己审批的退款") if refund.decided_by_id == request.actor.user_id else ""
        made.append(Action(label=_("执行退款"), url=url, tone="primary", reason=reason))
    return made


class DecisionForm(Form):
    """The approver's answer: which button he pressed, and why."""

    sections = [Section("", ["reason:4"])]
    decision = ChoiceField(
        label=gettext_lazy("决定"), choices=[("approve", gettext_lazy("同意")), ("refuse", gettext_lazy("拒绝"))]
    )
    reason = RemarkField(label=gettext_lazy("意见"), help_text=gettext_lazy("拒绝时必填，申请人会看到"))
    seen_status = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].error_messages["required"] = _("请按“同意退款”或“拒绝退款”")


@allowed_to(APPROVE_REFUND)
def refund_decide(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: approve or refuse."""
    refund = refund_by_number(request.actor, number)
    form = DecisionForm(posted(request), initial={"seen_status": refund.status})

    def save() -> str:
        decide_refund.keyed(form.token)(
            refund_id=refund.pk, approve=form.values["decision"] == "approve", reason=form.values["reason"] or "",
            seen_status=form.values["seen_status"] or None, actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("退款 %(number)s 已审批") % {"number": number})
        return reverse("billing:refund", args=[number])

    # what was approved already can only be given up
    waiting = refund.status == RefundStatus.APPLIED
    title = _("审批退款 %(number)s") if waiting else _("不再退款 %(number)s")
    return _page(
        request, refund, form, save, title % {"number": number}, template="billing/refund_decision.html",
        can_agree=waiting,
    )  # fmt: skip


def _page(
    request: ActorRequest, refund: Refund, form: Form, save: Callable[[], str], title: str,
    *, template: str = "billing/refund_form.html", **more: Any,
) -> HttpResponse:  # fmt: skip
    source = _source(refund)
    link = (
        format_html('<a href="{}">{}</a>', source.url, source.label) if request.actor.can(VIEW_ORDER) else source.label
    )
    amounts = [
        Fact(label=_("来源单据"), value=link if refund.order_id else source.label),
        Fact(label=_("退款金额"), value=money_text(refund.amount, refund.currency), tone="warn"),
        *([*order_facts(refund.order), refunded_fact(refund.order)] if refund.order is not None else
          [Fact(label=_("客户"), value=refund.customer_name)]),
    ]  # fmt: skip
    facts = [
        Fact(label=_("退款完成后"), value=_afterwards(refund)),
        Fact(label=_("退款方式"), value=str(WAYS[refund.way])),
        Fact(label=_("收款户名和账号"), value=refund.payee or "—"),
        Fact(label=_("原因"), value=refund.reason),
    ]
    crumbs = [(pgettext("列表", "退款"), reverse("billing:refund_list")), (refund.number, refund_url(refund))]
    return form_page(
        request, form, save, title=title, back_url=refund_url(refund), template=template,
        context={"breadcrumb": crumbs, "amounts": amounts, "facts": facts, "notices": kept_notices(refund, request.actor), **more},
    )  # fmt: skip


class ExecutionForm(Form):
    """How it went; the way and the account are those that were approved."""

    outcome = ChoiceField(
        label=gettext_lazy("结果"),
        choices=[("", gettext_lazy("请选择")), ("done", gettext_lazy("已退款")),
                 ("submitted", gettext_lazy("已提交渠道，等待结果")), ("failed", gettext_lazy("退款失败"))],
    )  # fmt: skip
    reference = TextField(label=gettext_lazy("退款流水号"), required=False, max_length=100)
    failure = RemarkField(label=gettext_lazy("失败原因"))
    seen_status = forms.CharField(widget=forms.HiddenInput, required=False)


@allowed_to(EXECUTE_REFUND)
def refund_execute(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: note that the money went back, or why not."""
    refund = refund_by_number(request.actor, number)
    form = ExecutionForm(posted(request), initial={"seen_status": refund.status})

    def save() -> str:
        given = {name: value or "" for name, value in form.values.items()}
        given["seen_status"] = given["seen_status"] or None
        paid_back = execute_refund.keyed(form.token)(refund_id=refund.pk, **given, actor=request.actor, at=now())
        done(request, _("退款 %(number)s 的结果已登记") % {"number": number})
        if paid_back.status == RefundStatus.DONE:
            for notice in kept_notices(refund_by_number(request.actor, number), request.actor):
                warn(request, str(notice.title))
        return reverse("billing:refund", args=[number])

    return _page(request, refund, form, save, _("执行退款 %(number)s") % {"number": number})
