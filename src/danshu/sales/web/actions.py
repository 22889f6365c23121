"""Buttons of an order: each posts to one operation."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.models import OrderException
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.complete_order import complete_order
from danshu.sales.operations.decide_supervision import decide_supervision
from danshu.sales.operations.override_finding import override_finding
from danshu.sales.operations.record_exception import record_exception
from danshu.sales.operations.solve_exception import solve_exception
from danshu.sales.operations.start_order import start_order
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.permissions import (
    CANCEL_ORDER,
    COMPLETE_ORDER,
    CREATE_ORDER,
    HANDLE_ORDER,
    SUPERVISE_ORDER,
    VIEW_ORDER,
)
from danshu.sales.queries import order_by_number
from danshu.ui.fields import ChoiceField, RemarkField
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.impact import Impact, confirm
from danshu.ui.messages import done
from danshu.ui.responses import go


def _back(number: str) -> str:
    return reverse("sales:order", args=[number])


@require_POST
@allowed_to(CREATE_ORDER)
def submit(request: ActorRequest, number: str) -> HttpResponse:
    """POST: hand the order over for review."""
    order = order_by_number(request.actor, number)
    submit_order(order_id=order.pk, seen_status=request.POST.get("seen_status") or None, actor=request.actor, at=now())
    done(request, _("订单 %(number)s 已提交审核") % {"number": number})
    return go(request, _back(number))


@allowed_to(CANCEL_ORDER)
def cancel(request: ActorRequest, number: str) -> HttpResponse:
    """GET: what cancelling would do; POST: do it."""
    order = order_by_number(request.actor, number)

    def impact() -> Impact:
        trial = cancel_order.dry_run(order_id=order.pk, reason="—", actor=request.actor, at=now())
        return Impact(
            title=_("取消订单 %(number)s？") % {"number": number},
            intro=_("客户 %(name)s，金额 %(total)s") % {"name": order.customer_name, "total": f"{order.total:,.2f}"},
            effects=trial.effects,
            do_label=_("取消订单"),
            keep_label=_("保留订单"),
            hint=_("订单保留在列表里，状态为已取消，不能恢复"),
        )

    def act(reason: str, key: str) -> str:
        cancel_order.keyed(key)(order_id=order.pk, reason=reason, version=order.version, actor=request.actor, at=now())
        done(request, _("订单 %(number)s 已取消") % {"number": number})
        return _back(number)

    return confirm(request, impact=impact, act=act, back_url=_back(number))


@require_POST
@allowed_to(HANDLE_ORDER)
def start(request: ActorRequest, number: str) -> HttpResponse:
    """POST: begin to handle."""
    order = order_by_number(request.actor, number)
    start_order(order_id=order.pk, seen_status=request.POST.get("seen_status") or None, actor=request.actor, at=now())
    done(request, _("订单 %(number)s 开始处理") % {"number": number})
    return go(request, _back(number))


class CompletionForm(Form):
    """Satisfaction is asked when an order is completed (ORD-031)."""

    satisfaction = ChoiceField(
        label=gettext_lazy("满意度"), required=False,
        choices=[("5", "5"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1")],
    )  # fmt: skip
    comment = RemarkField(label=gettext_lazy("客户意见"))


@allowed_to(COMPLETE_ORDER)
def complete(request: ActorRequest, number: str) -> HttpResponse:
    """GET: ask for the satisfaction; POST: complete."""
    order = order_by_number(request.actor, number)
    form = CompletionForm(posted(request))

    def save() -> str:
        score = form.values["satisfaction"]
        complete_order.keyed(form.token)(
            order_id=order.pk, satisfaction=int(score) if score else None, comment=form.values["comment"],
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("订单 %(number)s 已完成") % {"number": number})
        return _back(number)

    title = _("完成订单 %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=_back(number))


@require_POST
@allowed_to(VIEW_ORDER)
def note(request: ActorRequest, number: str) -> HttpResponse:
    """POST: add a note."""
    order = order_by_number(request.actor, number)
    add_order_note(
        order_id=order.pk, content=request.POST.get("content", ""), kind=request.POST.get("kind", "internal"),
        actor=request.actor, at=now(),
    )  # fmt: skip
    return go(request, _back(number) + "#log")


class ExceptionForm(Form):
    """What is wrong."""

    exception_type = ChoiceField(label=gettext_lazy("异常类型"), choices=OrderException.Type.choices)
    description = RemarkField(label=gettext_lazy("说明"), required=True)
    contacted = RemarkField(label=gettext_lazy("联系记录（谁、何时、结果）"))


@allowed_to(HANDLE_ORDER)
def exception(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: record an exception."""
    order = order_by_number(request.actor, number)
    form = ExceptionForm(posted(request))

    def save() -> str:
        record_exception.keyed(form.token)(order_id=order.pk, **form.values, actor=request.actor, at=now())
        done(request, _("已登记异常，解决前订单不能发货"))
        return _back(number)

    title = _("登记异常 · %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=_back(number))


class SolutionForm(Form):
    """How it was solved."""

    solution = RemarkField(label=gettext_lazy("解决办法"), required=True)
    contacted = RemarkField(label=gettext_lazy("联系记录（谁、何时、结果）"))


@allowed_to(HANDLE_ORDER)
def solve(request: ActorRequest, number: str, pk: int) -> HttpResponse:
    """GET and POST: solve an exception."""
    order = order_by_number(request.actor, number)
    form = SolutionForm(posted(request))

    def save() -> str:
        solve_exception.keyed(form.token)(
            order_id=order.pk, exception_id=pk, **form.values, actor=request.actor, at=now()
        )
        done(request, _("异常已解决"))
        return _back(number)

    title = _("解决异常 · %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=_back(number))


class ReasonForm(Form):
    """A decision with its reason."""

    reason = RemarkField(label=gettext_lazy("理由"), required=True)


@allowed_to(VIEW_ORDER)
def override(request: ActorRequest, number: str, code: str) -> HttpResponse:
    """GET and POST: set a finding aside with a reason; the operation asks for the right that the rule names."""
    order = order_by_number(request.actor, number)
    form = ReasonForm(posted(request))

    def save() -> str:
        override_finding.keyed(form.token)(
            order_id=order.pk, code=code, reason=form.values["reason"], actor=request.actor, at=now()
        )
        done(request, _("已放行并记录理由"))
        return _back(number)

    title = _("放行检查项 · %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=_back(number))


class SupervisionForm(Form):
    """The supervisor's answer."""

    decision = ChoiceField(
        label=gettext_lazy("决定"), choices=[("agree", gettext_lazy("同意")), ("refuse", gettext_lazy("不同意"))]
    )
    reason = RemarkField(label=gettext_lazy("理由"))


@allowed_to(SUPERVISE_ORDER)
def supervision(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: agree or refuse."""
    order = order_by_number(request.actor, number, SUPERVISE_ORDER)
    form = SupervisionForm(posted(request))

    def save() -> str:
        decide_supervision.keyed(form.token)(
            order_id=order.pk, agree=form.values["decision"] == "agree", reason=form.values["reason"],
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("已记录主管决定"))
        return _back(number)

    title = _("主管审批 · %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=_back(number))
