"""Buttons of an order: each posts to one operation."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.conditions import conditions_text
from danshu.sales.models import Supervision
from danshu.sales.operations.add_order_note import add_order_note
from danshu.sales.operations.ask_release import ask_release
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.operations.complete_order import complete_order
from danshu.sales.operations.decide_supervision import decide_supervision
from danshu.sales.operations.override_finding import override_finding
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
from danshu.sales.ports import paid_cancelling
from danshu.sales.queries import order_by_number
from danshu.sales.web.findings import finding_text
from danshu.sales.web.subject import about
from danshu.sales.web.views import show_order
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
    """GET: what cancelling would do; POST: do it. A paid order is cancelled where its money is given back."""
    order = order_by_number(request.actor, number)
    if request.method == "GET" and order.is_cancellable and (address := paid_cancelling(order, request.actor)):
        return go(request, address)

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
        choices=[("", gettext_lazy("没有询问")), ("5", "5"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1")],
    )  # fmt: skip
    comment = RemarkField(label=gettext_lazy("客户意见"))


@allowed_to(COMPLETE_ORDER)
def complete(request: ActorRequest, number: str) -> HttpResponse:
    """GET: ask for the satisfaction; POST: complete."""
    order = order_by_number(request.actor, number)
    form = CompletionForm(posted(request), initial={"version": order.version})

    def save() -> str:
        score = form.values["satisfaction"]
        complete_order.keyed(form.token)(
            order_id=order.pk, satisfaction=int(score) if score else None, comment=form.values["comment"],
            version=form.seen_version, actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("订单 %(number)s 已完成") % {"number": number})
        return _back(number)

    title = _("完成订单 %(number)s") % {"number": number}
    return form_page(request, form, save, title=title, back_url=_back(number),
                     context=about(order) | {"save_label": _("完成订单")})  # fmt: skip


@require_POST
@allowed_to(VIEW_ORDER)
def note(request: ActorRequest, number: str) -> HttpResponse:
    """POST: add a note."""
    order, given = order_by_number(request.actor, number), request.POST
    try:
        add_order_note.keyed(given.get("form_token", ""))(
            order_id=order.pk, content=given.get("content", ""), kind=given.get("kind", "internal"),
            channel=given.get("channel", ""), contact=given.get("contact", ""), actor=request.actor, at=now(),
        )  # fmt: skip
    except FieldErrors as refused:
        return show_order(request, number, refused=refused)
    return go(request, _back(number) + "#log")


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
    told = about(order, (_("检查结果"), finding_text(order, code, request.actor)))
    return form_page(request, form, save, title=title, back_url=_back(number), context=told | {"save_label": _("放行")})


class AskForm(Form):
    """Nothing to enter: who is asked follows from the right."""


@allowed_to(VIEW_ORDER)
def ask(request: ActorRequest, number: str, code: str) -> HttpResponse:
    """GET: ask for a release; POST: tell those who hold the right."""
    order = order_by_number(request.actor, number)
    form = AskForm(posted(request))

    def save() -> str:
        ask_release.keyed(form.token)(order_id=order.pk, code=code, actor=request.actor, at=now())
        done(request, _("已通知有权放行的同事"))
        return _back(number)

    title = _("请求放行 · %(number)s") % {"number": number}
    told = about(order, (_("检查结果"), finding_text(order, code, request.actor)))
    return form_page(request, form, save, title=title, back_url=_back(number),
                     context=told | {"save_label": _("请求放行")})  # fmt: skip


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
    asked = order.supervisions.filter(state=Supervision.State.PENDING).first()
    told = about(order, (_("需要审批的原因"), conditions_text(asked.conditions) if asked else ""))
    return form_page(request, form, save, title=title, back_url=_back(number), context=told)
