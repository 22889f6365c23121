"""Payments that did not fit their order: look at them, decide (FIN-005)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.audit.queries import history
from danshu.billing.labels import in_currency
from danshu.billing.lifecycle import ProblemKind, Resolution
from danshu.billing.models import PaymentProblem
from danshu.billing.operations.settle_problem import settle_problem
from danshu.billing.permissions import SETTLE_PROBLEM, VIEW_RECEIPT
from danshu.billing.queries import method_names, problem_by_id
from danshu.billing.web.finder import order_field
from danshu.billing.web.lists import PROBLEMS, problem_url, receipt_url
from danshu.billing.web.matching import OtherOrder
from danshu.billing.web.receipts import customer_field
from danshu.billing.web.statuses import PROBLEM_STATUSES, WAYS
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.queries import order_by_number
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link, Notice
from danshu.ui.fields import ChoiceField, RemarkField, TextField
from danshu.ui.formats import datetime_text, money_text
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.messages import done
from danshu.ui.responses import render_page

PROPOSED = {
    ProblemKind.UNKNOWN_ORDER: gettext_lazy("核对付款人后核销到正确的订单，或申请退回"),
    ProblemKind.WRONG_CURRENCY: gettext_lazy("与客户确认后申请退回，请客户按订单币种重新付款"),
    ProblemKind.NOT_PAYABLE: gettext_lazy("订单已结束：申请退回，或核销到客户的其他订单"),
    ProblemKind.PAID_TWICE: gettext_lazy("客户付了两次：申请退回这一笔，或留作客户余额"),
    ProblemKind.TOO_MUCH: gettext_lazy("多付的部分申请退回，或留作客户余额"),
    ProblemKind.TOO_LITTLE: gettext_lazy("确认后核销为部分付款，请客户补足，或申请退回"),
    ProblemKind.DIFFERS: gettext_lazy("同一流水的通知前后不一致：向支付渠道核对，没有再次入账"),
}


@allowed_to(VIEW_RECEIPT)
def problem_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: one payment problem with what is proposed."""
    problem = problem_by_id(request.actor, pk)
    open_now = problem.closed_at is None
    kind = ProblemKind(problem.kind)
    notice = Notice(title=str(kind.label), text=PROPOSED[kind], tone="warn")
    page = DetailPage(
        title=problem.transaction,
        status=PROBLEM_STATUSES["open" if open_now else "closed"],
        subtitle=problem.get_kind_display(),
        actions=_actions(problem, request.actor),
        notices=[notice] if open_now else [],
        facts=[Fact(label=_("通知金额"), value=money_text(problem.amount, problem.currency)),
               Fact(label=_("应为"), value=problem.expected or "—"),
               Fact(label=_("通知时间"), value=datetime_text(problem.noticed_at)),
               Fact(label=_("通知次数"), value=str(problem.times))],
        cards=_cards(problem),
        timeline=history("billing.problem", problem.pk, worded=in_currency(problem.currency)),
        breadcrumb=[(_("支付异常"), back_url(request, "billing.problems", reverse("billing:problem_list")))],
        neighbours=neighbours(request, PROBLEMS, request.actor, problem, problem_url),
    )  # fmt: skip
    return render_page(request, "ui/detail.html", {"page": page})


def _actions(problem: PaymentProblem, actor: Actor) -> list[Action]:
    if problem.closed_at is not None or not actor.can(SETTLE_PROBLEM):
        return []
    return [Action(label=_("处理"), url=reverse("billing:problem_settle", args=[problem.pk]), tone="primary")]


def _cards(problem: PaymentProblem) -> list[Card]:
    links = []
    if problem.receipt is not None:
        note = money_text(problem.receipt.free_amount, problem.receipt.currency)
        links.append(Link(label=problem.receipt.number, url=receipt_url(problem.receipt), note=_("未核销 %(amount)s") % {"amount": note}))  # fmt: skip
    if problem.order is not None:
        links.append(Link(label=problem.order.number, url=reverse("sales:order", args=[problem.order.number])))
    return [
        Card(title=_("相关单据"), links=links, empty=_("暂无")),
        Card(title=pgettext("支付通知", "通知内容"), pairs=[(_("方式"), method_names().get(problem.method, problem.method)),
                                     (_("订单"), problem.order_number), (_("付款人"), problem.payer_name or "—")]),
        Card(title=_("处理结果"), pairs=[(_("处理方式"), problem.get_resolution_display() or "—"),
                                     (_("处理说明"), problem.note or "—"), (pgettext("支付异常", "处理人"), problem.closed_by_name or "—"),
                                     (_("处理时间"), datetime_text(problem.closed_at))]),
    ]  # fmt: skip


class SettleForm(Form):
    """What becomes of the money."""

    resolution = ChoiceField(
        label=gettext_lazy("处理方式"), choices=[("", gettext_lazy("请选择")), *Resolution.choices]
    )
    way = ChoiceField(
        label=gettext_lazy("退款方式"), required=False, help_text=gettext_lazy("选择退回时填写"),
        choices=[(code, label) for code, label in WAYS.items() if code != "balance"],
    )  # fmt: skip
    payee = TextField(label=gettext_lazy("收款户名和账号"), required=False, max_length=200)
    note = RemarkField(label=gettext_lazy("处理说明"), required=True)

    def __init__(self, *args: Any, actor: Actor, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order_number"] = order_field(
            actor, currency, label=gettext_lazy("核销到订单"), help_text=gettext_lazy("选择核销时填写")
        )
        self.fields["customer_id"] = customer_field(actor, help_text=gettext_lazy("留作余额时填写"))
        self.order_fields(["resolution", "order_number", "customer_id", "way", "payee", "note"])


@allowed_to(SETTLE_PROBLEM)
def problem_settle(request: ActorRequest, pk: int) -> HttpResponse:
    """GET and POST: decide."""
    problem = problem_by_id(request.actor, pk)
    receipt = problem.receipt
    initial: dict[str, Any] = {
        # only what moves no money is set before the person chose
        "resolution": Resolution.EXPLAINED if problem.kind == ProblemKind.DIFFERS else "",
        "order_number": problem.order_number if problem.order_id else "", "version": problem.version,
        "customer_id": receipt.customer_id if receipt else None, "way": "original",
    }  # fmt: skip
    form = SettleForm(posted(request), actor=request.actor, currency=problem.currency, initial=initial)

    def save() -> str:
        given = dict(form.values)
        number = (given.pop("order_number") or "").strip().upper()
        if given["resolution"] == Resolution.MATCHED and number:
            given["order_id"] = _order_id(request.actor, number)
        given["customer_id"] = int(given["customer_id"]) if given["customer_id"] else None
        given["way"] = given["way"] or "original"
        settle = settle_problem.keyed(form.token)
        settle(problem_id=pk, version=form.seen_version, **given, actor=request.actor, at=now())
        done(request, _("支付异常 %(transaction)s 已处理") % {"transaction": problem.transaction})
        return problem_url(problem)

    crumbs = [(_("支付异常"), reverse("billing:problem_list")), (problem.transaction, problem_url(problem))]
    title = _("处理支付异常 %(transaction)s") % {"transaction": problem.transaction}
    return form_page(request, form, save, title=title, back_url=problem_url(problem), context={"breadcrumb": crumbs})


def _order_id(actor: Actor, number: str) -> int:
    try:
        return int(order_by_number(actor, number).pk)
    except NotFound:
        raise OtherOrder(number=number, field="order_number") from None
