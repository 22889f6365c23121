"""Deleting orders: one dialog for one and for many, with the true consequences of each (ORD-041)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.dictionaries.queries import coded_choices
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import Effect
from danshu.kit.errors import DomainError, FieldErrors, NotFound
from danshu.kit.keys import keys_of
from danshu.kit.web import ActorRequest, allowed_to
from danshu.kit.words import with_count
from danshu.recycling.dictionaries import OTHER, REASON
from danshu.recycling.workbook import graph_workbook
from danshu.sales.deletion import require_reason
from danshu.sales.models import Order
from danshu.sales.operations.ask_special import ask_special
from danshu.sales.operations.decide_special import decide_special
from danshu.sales.operations.delete_order import delete_order
from danshu.sales.permissions import ASK_SPECIAL, DECIDE_SPECIAL, DELETE_ORDER, EXPORT_ORDER
from danshu.sales.queries import order_by_number, orders_to_delete
from danshu.sales.web.statuses import ORDER_STATUSES
from danshu.sales.web.subject import about
from danshu.ui.fields import ChoiceField, RemarkField
from danshu.ui.forms import Form, form_page, posted
from danshu.ui.impact import digest
from danshu.ui.lists.export import XLSX
from danshu.ui.messages import done
from danshu.ui.ports import PORTS
from danshu.ui.responses import go, render_page

AT_ONCE = 50


class TooManyToDelete(DomainError):
    """More than anybody reads through."""

    code, status = "too_many_to_delete", 422
    message = gettext_lazy("一次最多删除 %(limit)s 张订单，当前选择了 %(count)s 张")
    way_out = gettext_lazy("缩小选择后分批删除")


@dataclass(slots=True)
class Candidate:
    """An order in the dialog: what deleting it would do, or why it cannot be deleted."""

    order: Order
    effects: Sequence[Effect] = ()
    refused: DomainError | None = None
    ticked: bool = True
    digest: str = ""

    @property
    def status(self) -> Any:
        """The pill."""
        return ORDER_STATUSES[self.order.status]


@dataclass(slots=True)
class Dialog:
    """What was entered, and what is wrong with it."""

    candidates: list[Candidate]
    token: str = ""
    reason_code: str = ""
    reason: str = ""
    typed: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    changed: bool = False

    @property
    def possible(self) -> list[Candidate]:
        """Those that can be deleted."""
        return [each for each in self.candidates if each.refused is None]

    @property
    def chosen(self) -> list[Candidate]:
        """Those that are ticked and can be deleted."""
        return [each for each in self.possible if each.ticked]

    @property
    def expected(self) -> str:
        """What has to be typed: the number of one order, else how many."""
        chosen = self.chosen
        return chosen[0].order.number if len(chosen) == 1 else str(len(chosen))


@allowed_to(DELETE_ORDER)
def delete(request: ActorRequest) -> HttpResponse:
    """GET: the chosen orders with what deleting each would do; POST: delete those still ticked, each on its own."""
    dialog = _dialog(request)
    if request.method != "POST":
        return _show(request, dialog)
    _check(request, dialog)
    if dialog.problems or dialog.changed:
        return _show(request, dialog, status=409 if dialog.changed else 422)
    deleted = [each.order.number for each in dialog.chosen if _delete(each, dialog, request.actor)]
    if len(deleted) == 1:
        done(request, _("订单 %(number)s 已移到回收站") % {"number": deleted[0]})
    elif deleted:
        done(request, with_count("%(count)s 张订单已移到回收站") % {"count": len(deleted)})
    if len(deleted) == len(dialog.chosen):
        return go(request, reverse("sales:order_list"))
    dialog.candidates = [each for each in dialog.candidates if each.order.number not in deleted]
    return _show(request, dialog, status=409)


def _dialog(request: ActorRequest) -> Dialog:
    given = request.POST if request.method == "POST" else request.GET
    keys = set(keys_of(key for text in request.GET.getlist("ids") for key in text.split(",")))
    if len(keys) > AT_ONCE:
        raise TooManyToDelete(limit=AT_ONCE, count=len(keys))
    orders = orders_to_delete(request.actor, sorted(keys))
    if not orders:
        raise NotFound()
    ticked = set(request.POST.getlist("chosen")) if request.method == "POST" else None
    candidates = [_candidate(order, request.actor, ticked) for order in orders]
    return Dialog(candidates, given.get("form_token") or str(uuid.uuid4()), given.get("reason_code", ""),
                  given.get("reason", ""), given.get("typed", "").strip())  # fmt: skip


def _candidate(order: Order, actor: Actor, ticked: set[str] | None) -> Candidate:
    """A dry run of the real operation."""
    try:
        trial = delete_order.dry_run(order_id=order.pk, reason_code=OTHER, reason="—", actor=actor, at=now())
    except DomainError as refusal:
        return Candidate(order, refused=refusal, ticked=False)
    wanted = ticked is None or str(order.pk) in ticked
    return Candidate(order, trial.effects, ticked=wanted, digest=digest(trial.effects))


def _check(request: ActorRequest, dialog: Dialog) -> None:
    try:
        require_reason(dialog.reason_code, dialog.reason)
    except FieldErrors as wrong:
        dialog.problems |= {problem.field: problem.text for problem in wrong.problems}
    if not dialog.chosen:
        dialog.problems["chosen"] = _("至少勾选一张可以删除的订单")
    elif dialog.typed != dialog.expected:
        dialog.problems["typed"] = _("应为 %(typed)s") % {"typed": dialog.expected}
    dialog.changed = any(request.POST.get(f"digest-{each.order.pk}") != each.digest for each in dialog.chosen)


def _delete(each: Candidate, dialog: Dialog, actor: Actor) -> bool:
    try:
        with transaction.atomic():
            delete_order.keyed(f"{dialog.token}:{each.order.pk}")(
                order_id=each.order.pk, reason_code=dialog.reason_code, reason=dialog.reason,
                version=each.order.version, actor=actor, at=now(),
            )  # fmt: skip
    except DomainError as refusal:
        each.refused, each.ticked = refusal, False
        return False
    return True


def _show(request: ActorRequest, dialog: Dialog, *, status: int = 200) -> HttpResponse:
    context = {
        "dialog": dialog, "reasons": coded_choices(REASON), "other": OTHER, "back_url": reverse("sales:order_list"), "may_export": request.actor.can(EXPORT_ORDER),
        "export_url": f"{reverse('sales:order_export')}?ids={','.join(str(each.order.pk) for each in dialog.candidates)}",
    }  # fmt: skip
    return render_page(request, "sales/delete.html", context, status=status)


@allowed_to(EXPORT_ORDER)
def export(request: ActorRequest) -> FileResponse:
    """GET: the chosen orders with everything that would be deleted, as a workbook; the log notes it."""
    keys = keys_of(request.GET.get("ids", "").split(","))[:AT_ONCE]
    orders = orders_to_delete(request.actor, keys, EXPORT_ORDER)
    if not orders:
        raise NotFound()
    if PORTS.log_export is not None:
        numbers = [order.number for order in orders]
        PORTS.log_export(request.actor, "sales.full_orders", "xlsx", len(orders), {"numbers": numbers})
    file = graph_workbook("sales.order", [order.pk for order in orders], request.actor)
    return FileResponse(file, as_attachment=True, filename=f"{orders[0].number}.xlsx", content_type=XLSX)


class AskSpecialForm(Form):
    """The fixed form of a request for special approval (ORD-039)."""

    reason = RemarkField(label=gettext_lazy("理由"), required=True)
    facts = RemarkField(label=gettext_lazy("事实"), required=True)
    is_true = forms.BooleanField(label=gettext_lazy("我声明内容属实，并对不实内容负责"), required=False)


@allowed_to(ASK_SPECIAL)
def special_ask(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: ask for special approval."""
    order = order_by_number(request.actor, number, ASK_SPECIAL)
    form, back = AskSpecialForm(posted(request)), reverse("sales:order", args=[number])

    def save() -> str:
        ask_special.keyed(form.token)(order_id=order.pk, **form.values, actor=request.actor, at=now())
        done(request, _("特批申请已提交"))
        return back

    title = _("%(name)s 订单作废申请") % {"name": request.actor.name}
    return form_page(request, form, save, title=title, back_url=back, context=about(order) | {"save_label": _("提交")})


class DecideSpecialForm(Form):
    """The manager's answer."""

    decision = ChoiceField(
        label=gettext_lazy("决定"), choices=[("agree", gettext_lazy("同意")), ("refuse", gettext_lazy("不同意"))]
    )
    answer = RemarkField(label=gettext_lazy("理由"))


@allowed_to(DECIDE_SPECIAL)
def special_decide(request: ActorRequest, number: str) -> HttpResponse:
    """GET and POST: agree or refuse."""
    order = order_by_number(request.actor, number, DECIDE_SPECIAL)
    form, back = DecideSpecialForm(posted(request)), reverse("sales:order", args=[number])

    def save() -> str:
        decide_special.keyed(form.token)(
            order_id=order.pk, agree=form.values["decision"] == "agree", answer=form.values["answer"],
            actor=request.actor, at=now(),
        )  # fmt: skip
        done(request, _("已记录特批决定"))
        return back

    asked = order.special_approvals.filter(state="pending").first()
    told = about(
        order,
        *(((_("申请人"), asked.asked_by_name), (_("理由"), asked.reason), (_("事实"), asked.facts)) if asked else ()),
    )
    return form_page(
        request, form, save, title=_("特批 · %(number)s") % {"number": number}, back_url=back, context=told
    )
