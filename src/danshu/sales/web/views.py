"""The order's page: status bar, facts, lines, timeline and only the actions valid now (ORD-018)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.currencies.words import rate_text
from danshu.files.queries import counts
from danshu.files.web.part import attachments
from danshu.identity.queries import full_name_of
from danshu.inventory.queries import Sight, stock_question
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, NotFound
from danshu.kit.findings import blocking
from danshu.kit.money import ZERO
from danshu.kit.reasons import reason_text
from danshu.kit.web import ActorRequest, allowed_to
from danshu.recycling.permissions import VIEW_BIN
from danshu.recycling.queries import entry_called
from danshu.reminders.web.part import reminder_card
from danshu.sales.conditions import conditions_text
from danshu.sales.digest import content_digest
from danshu.sales.labelling import label_shown
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import stored_draft
from danshu.sales.models import NOTE_CHANNELS, Order, OrderLine, Supervision
from danshu.sales.permissions import HANDLE_ORDER, INFORM_ORDER, VIEW_ORDER
from danshu.sales.ports import CARDS, PANELS, LineMark, line_marks
from danshu.sales.queries import OrderPage, is_late, order_page
from danshu.sales.rules import APPROVE, OrderFacts, evaluate
from danshu.sales.supervising import may_decide
from danshu.sales.web.buttons import order_actions
from danshu.sales.web.cards import cards, facts
from danshu.sales.web.lists import ORDERS, order_url
from danshu.sales.web.printing import print_cards
from danshu.sales.web.statuses import ORDER_STATUSES
from danshu.tasks.web.part import task_card
from danshu.ui.detail import Action, DetailPage, Notice, Step
from danshu.ui.formats import date_text
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.responses import go, render_page

BEFORE_APPROVAL = (OrderStatus.DRAFT, OrderStatus.AWAITING_REVIEW, OrderStatus.REJECTED)


@allowed_to(VIEW_ORDER)
def order_detail(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one order; the number of a deleted one leads those who may see it to the recycle bin (ORD-043)."""
    try:
        return show_order(request, number)
    except NotFound:
        entry = entry_called(request.actor, "sales.order", number) if request.actor.can(VIEW_BIN) else None
        if entry is None:
            raise
        return go(request, reverse("recycling:entry", args=[entry.pk]))


def show_order(request: ActorRequest, number: str, *, refused: FieldErrors | None = None) -> HttpResponse:
    """The page of an order; `refused` is what was wrong with a posted note, whose text is kept."""
    found = order_page(request.actor, number)
    order, log = found.order, request.GET.get("log", "")
    page = DetailPage(
        title=order.number,
        status=ORDER_STATUSES[order.status],
        tags=[*filter(None, [label_shown(order)]), order.get_channel_display(), *([_("有退货")] if any(x.returned_quantity for x in found.lines) else [])],
        subtitle=f"{order.customer_name} · {timezone.localtime(order.created_at):%Y-%m-%d %H:%M}",
        actions=order_actions(order, request.actor),
        steps=steps(order),
        steps_label=_("订单进度"),
        notices=list(notices(found, request.actor)),
        facts=facts(found, request.actor),
        cards=[*cards(found, request.actor), task_card(request.actor, "sales.order", order.pk), reminder_card(request.actor, "sales.order", order.pk), *(card for provider in CARDS for card in provider(order, request.actor)),
               *print_cards(order, found.lines, request.actor)],
        parts=[attachments(request, "sales.order", order.pk)],
        timeline=[entry for entry in found.timeline if LOGS.get(log, LOGS[""])(entry)],
        breadcrumb=[(_("销售"), reverse("sales:order_list")),
                    (pgettext("列表", "销售订单"), back_url(request, "sales.orders", reverse("sales:order_list")))],
        neighbours=neighbours(request, ORDERS, request.actor, order, order_url),
    )  # fmt: skip
    panels = [panel for provider in PANELS for panel in provider(order, request.actor)]
    tabs = [
        {"url": f"?log={key}#log" if key else f"{request.path}#log", "label": label, "current": key == log,
         "count": sum(map(LOGS[key], found.timeline))}
        for key, label in (("", _("全部")), ("said", _("沟通")), ("changes", _("修改记录")))
    ]  # fmt: skip
    context = {
        "page": page, "order": order, "rate": rate_text(order.rate), "found": found, "panels": panels, "log_tabs": tabs, "channels": NOTE_CHANNELS,
        "rows": with_marks(with_files(stock_rows(found)), order, request.actor), "note_token": str(uuid4()), "refused": refused,
    }  # fmt: skip
    return render_page(request, "sales/order.html", context, status=refused.status if refused else 200)


LOGS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "": lambda entry: True,
    "said": lambda entry: entry.get("kind") in ("note", "message"),
    "changes": lambda entry: entry.get("kind") not in ("note", "message"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the order with what is free of its item, as long as that matters."""

    line: OrderLine
    free: Decimal | None
    most: Decimal | None = None
    attachments: int = 0
    marks: Sequence[LineMark] = ()

    @property
    def short(self) -> Decimal | None:
        """What the fullest warehouse lacks; None when it has enough."""
        return self.line.quantity - self.most if self.most is not None and self.most < self.line.quantity else None


def with_marks(rows: Sequence[Row], order: Order, actor: Actor) -> list[Row]:
    """The same rows with what the modules above know of them."""
    found = line_marks(order, [row.line for row in rows], actor)
    return [replace(row, marks=found.get(row.line.pk, ())) for row in rows]


def stock_rows(found: OrderPage) -> list[Row]:
    """The lines; before approval with the free stock of the warehouses that serve the order, in one query.

    A line leaves from one warehouse: it is short when none of them has all of it.
    """
    if found.order.status not in BEFORE_APPROVAL:
        return [Row(line, None) for line in found.lines]
    wanted = [line.item_id for line in found.lines if line.kind == "goods"]
    sight = stock_question(found.order.unit_id, wanted).answer() if wanted else None
    return [Row(line, *_stock_of(line, found.order, sight)) for line in found.lines]


def _stock_of(line: OrderLine, order: Order, sight: Sight | None) -> tuple[Decimal | None, Decimal | None]:
    if line.kind != "goods" or sight is None:
        return None, None
    chosen = line.warehouse_id or order.warehouse_id
    houses = [chosen] if chosen else [house.id for house in sight.warehouses]
    free = [found.available for house in houses if (found := sight.stock.get((house, line.item_id)))] or [ZERO]
    return sum(free, ZERO), max(free)


def with_files(rows: list[Row]) -> list[Row]:
    """The same rows with how many attachments each line has, in one query."""
    held = counts("sales.order_line", [row.line.pk for row in rows])
    return [replace(row, attachments=held.get(row.line.pk, 0)) for row in rows]


def steps(order: Order) -> list[Step]:
    """The life cycle as a bar; who and when under each step that was taken."""
    taken = [
        (_("已录入"), order.created_at, full_name_of(order.created_by_id)),
        (pgettext("进度", "提交"), order.submitted_at, ""),
        (pgettext("进度", "审核通过"), order.approved_at, order.approved_by.full_name if order.approved_by else ""),
        (pgettext("进度", "处理"), order.started_at, order.handler.full_name if order.handler else ""),
    ]
    if order.shipping_state != "none":
        taken += [(pgettext("进度", "发货"), order.shipped_at, ""), (pgettext("进度", "签收"), order.signed_at, "")]
    taken.append((pgettext("进度", "完成"), order.completed_at, ""))
    ended = {"cancelled": order.cancelled_at, "voided": order.voided_at}.get(order.status)
    if order.status == OrderStatus.REJECTED:
        bar = [_step(label, at, who, "done") for label, at, who in taken[:2]]
        return [*bar, Step(label=_("已驳回"), note=order.reject_reason, state="bad")]
    if ended:
        bar = [_step(label, at, who, "done") for label, at, who in taken if at]
        return [*bar, _step(str(ORDER_STATUSES[order.status]), ended, reason_text(order.end_reason), "bad")]
    bar, now_found = [], False
    for label, at, who in taken:
        state = "done" if at else "" if now_found else "now"
        now_found = now_found or state == "now"
        bar.append(_step(label, at, who, state))
    if order.status == OrderStatus.AWAITING_REVIEW:  # what is being decided is not called approved
        bar[2] = Step(label=_("审核"), note=str(ORDER_STATUSES[order.status]), state="now")
    return bar


def _step(label: str, at: object, who: str, state: str) -> Step:
    when = f"{timezone.localtime(at):%m-%d %H:%M}" if at else ""  # type: ignore[arg-type]
    return Step(label=label, note=" ".join(filter(None, (who, when))) or "—", state=state)


def notices(found: OrderPage, actor: Actor) -> Iterator[Notice]:
    """What needs attention on this order now."""
    order = found.order
    if order.status == OrderStatus.REJECTED:
        yield Notice(title=_("审核人驳回了这张订单"), text=order.reject_reason, tone="bad")
    asked = found.supervision
    if asked is not None and asked.state == Supervision.State.PENDING:
        who = asked.supervisor.full_name if asked.supervisor else _("主管")
        decide = Action(
            label=_("主管审批"), url=reverse("sales:order_supervision", args=[order.number]), tone="primary"
        )
        yield Notice(title=_("等待 %(who)s 审批") % {"who": who}, text=conditions_text(asked.conditions),
                     actions=[decide] if may_decide(order, asked, actor) else [])  # fmt: skip
    for exception in found.exceptions:
        if exception.solved_at is None:
            url = reverse("sales:exception_solve", args=[order.number, exception.pk])
            solve = [Action(label=_("解决"), url=url)] if actor.can(HANDLE_ORDER) else []
            yield Notice(title=exception.get_type_display(), text=exception.description, actions=solve)
    yield from _failed(found, actor)
    if is_late(order, now()):
        facts = {"date": date_text(order.wanted_date)}
        yield Notice(title=_("已过要求送达日期 %(date)s，还没有全部发出") % facts, tone="bad")
    if order.status == OrderStatus.AWAITING_REVIEW:
        yield from _stops(found, actor)


def _failed(found: OrderPage, actor: Actor) -> Iterator[Notice]:
    """E-mails to the customer that could not be delivered, with the way to send them again (ORD-048)."""
    for note in filter(None, (entry.get("failed") for entry in found.timeline)):
        url = reverse("sales:order_resend", args=[found.order.number, note.pk])
        again = [Action(label=_("再次发送"), url=url, method="post")] if actor.can(INFORM_ORDER) else []
        yield Notice(title=_("发给客户的邮件没有送达"), text=note.message.subject, tone="bad", actions=again)


def _stops(found: OrderPage, actor: Actor) -> Iterator[Notice]:
    """What stops the approval, with the way to set it aside or to ask for it."""
    order = found.order
    draft = stored_draft(order, found.lines, at=now())
    facts = OrderFacts(draft=draft, stage=APPROVE, actor=actor, at=now(), order=order, digest=content_digest(draft))
    for finding in blocking(evaluate(facts)):
        if finding.code in ("supervision", "exceptions"):
            continue
        acts = []
        if finding.override:
            name, label = ("order_override", _("放行")) if actor.can(finding.override) else ("order_ask", _("请求放行"))
            acts.append(Action(label=label, url=reverse(f"sales:{name}", args=[order.number, finding.code])))
        yield Notice(title=finding.text, text=finding.detail, actions=acts)
