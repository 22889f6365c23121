"""The order's page: status bar, facts, lines, timeline and only the actions valid now (ORD-018)."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.web import ActorRequest, allowed_to
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.models import Order, Supervision
from danshu.sales.permissions import VIEW_ORDER
from danshu.sales.ports import CARDS, PANELS
from danshu.sales.queries import OrderPage, order_page
from danshu.sales.web.buttons import order_actions
from danshu.sales.web.lists import ORDERS, order_url
from danshu.sales.web.statuses import ORDER_STATUSES, PAYMENT_STATUSES, SHIPPING_STATUSES
from danshu.ui.detail import Action, Card, DetailPage, Fact, Notice, Step
from danshu.ui.formats import money_text
from danshu.ui.lists import neighbours
from danshu.ui.lists.memory import back_url
from danshu.ui.responses import render_page


@allowed_to(VIEW_ORDER)
def order_detail(request: ActorRequest, number: str) -> HttpResponse:
    """GET: one order."""
    found = order_page(request.actor, number)
    order = found.order
    page = DetailPage(
        title=order.number,
        status=ORDER_STATUSES[order.status],
        tags=[order.get_channel_display()],
        subtitle=f"{order.customer_name} · {timezone.localtime(order.created_at):%Y-%m-%d %H:%M}",
        actions=order_actions(order, request.actor),
        steps=steps(order),
        steps_label=_("订单进度"),
        notices=list(notices(found, request.actor)),
        facts=facts(found),
        cards=[*cards(order), *(card for provider in CARDS for card in provider(order, request.actor))],
        timeline=found.timeline,
        breadcrumb=[(_("销售"), reverse("sales:order_list")),
                    (_("销售订单"), back_url(request, "sales.orders", reverse("sales:order_list")))],
        neighbours=neighbours(request, ORDERS, request.actor, order, order_url),
    )  # fmt: skip
    panels = [panel for provider in PANELS for panel in provider(order, request.actor)]
    context = {"page": page, "order": order, "found": found, "panels": panels, "shipping": SHIPPING_STATUSES,
               "now": now()}  # fmt: skip
    return render_page(request, "sales/order.html", context)


def steps(order: Order) -> list[Step]:
    """The life cycle as a bar; who and when under each step that was taken."""
    taken = [
        (_("已录入"), order.created_at, full_name_of(order.created_by_id)),
        (_("提交"), order.submitted_at, ""),
        (_("审核通过"), order.approved_at, order.approved_by.full_name if order.approved_by else ""),
        (_("处理"), order.started_at, order.handler.full_name if order.handler else ""),
    ]
    if order.shipping_state != "none":
        taken += [(_("发货"), order.shipped_at, ""), (_("签收"), order.signed_at, "")]
    taken.append((_("完成"), order.completed_at, ""))
    ended = {"cancelled": order.cancelled_at, "voided": order.voided_at}.get(order.status)
    if order.status == OrderStatus.REJECTED:
        bar = [_step(label, at, who, "done") for label, at, who in taken[:2]]
        return [*bar, Step(label=_("已驳回"), note=order.reject_reason, state="bad")]
    if ended:
        bar = [_step(label, at, who, "done") for label, at, who in taken if at]
        return [*bar, _step(str(ORDER_STATUSES[order.status]), ended, order.end_reason, "bad")]
    bar, now_found = [], False
    for label, at, who in taken:
        state = "done" if at else "" if now_found else "now"
        now_found = now_found or state == "now"
        bar.append(_step(label, at, who, state))
    return bar


def _step(label: str, at: object, who: str, state: str) -> Step:
    when = f"{timezone.localtime(at):%m-%d %H:%M}" if at else ""  # type: ignore[arg-type]
    return Step(label=label, note=" ".join(filter(None, (who, when))) or "—", state=state)


def notices(found: OrderPage, actor: Actor) -> list[Notice]:
    """What needs attention on this order now."""
    order, shown = found.order, []
    if order.status == OrderStatus.REJECTED:
        shown.append(Notice(title=_("审核人驳回了这张订单"), text=order.reject_reason, tone="bad"))
    if found.supervision is not None and found.supervision.state == Supervision.State.PENDING:
        who = found.supervision.supervisor.full_name if found.supervision.supervisor else _("主管")
        title = _("等待 %(who)s 审批") % {"who": who}
        shown.append(Notice(title=title, text="；".join(found.supervision.conditions)))
    for exception in found.exceptions:
        if exception.solved_at is None:
            url = reverse("sales:exception_solve", args=[order.number, exception.pk])
            solve = [Action(label=_("解决"), url=url)] if actor.can("sales.order.handle") else []
            shown.append(Notice(title=exception.get_type_display(), text=exception.description, actions=solve))
    return shown


def facts(found: OrderPage) -> list[Fact]:
    """Four figures."""
    order = found.order
    received = order.paid_amount - order.refunded_amount
    quantity = sum((line.shipped_quantity for line in found.lines), Decimal(0))
    ordered = sum((line.quantity for line in found.lines), Decimal(0))
    return [
        Fact(label=_("订单金额"), value=money_text(order.total, order.currency)),
        Fact(label=_("已收 / 未收"), lead=f"{received:,.2f}", value=f"{order.open_amount:,.2f}",
             note=str(PAYMENT_STATUSES[order.payment_state])),
        Fact(label=_("已发 / 应发"), value=f"{quantity.normalize():f}", note=f"/ {ordered.normalize():f}"),
        Fact(label=_("付款条件"), value=order.get_payment_terms_display(),
             note=_("%(days)s 天") % {"days": order.payment_terms_days} if order.payment_terms_days else ""),
    ]  # fmt: skip


def cards(order: Order) -> list[Card]:
    """The right column: customer, delivery, who."""
    method = order.delivery_method
    return [
        Card(
            title=_("客户"),
            pairs=[(_("公司名称"), order.customer_name), (_("联系人"), order.contact_name or "—"),
                   (_("电话"), order.contact_phone or "—"), (_("邮箱"), order.contact_email or "—")],
            more_url=f"/customers/{order.customer_id}/", more_label=_("查看客户"),
        ),
        Card(
            title=_("收货"),
            pairs=[(_("地址"), order.delivery_address or "—"), (_("收货人"), order.recipient or "—"),
                   (_("电话"), order.recipient_phone or "—"), (_("配送方式"), str(method) if method else "—"),
                   (_("要求送达"), order.wanted_date or "—")],
        ),
        Card(
            title=_("单据"),
            pairs=[(_("组织"), order.unit.name if order.unit else "—"),
                   (_("业务员"), order.owner.full_name if order.owner else "—"),
                   (_("处理人"), order.handler.full_name if order.handler else "—"),
                   (_("外部单号"), order.external_number or "—"), (_("合同号"), order.contract_number or "—"),
                   (_("来源"), order.get_channel_display())],
        ),
    ]  # fmt: skip
