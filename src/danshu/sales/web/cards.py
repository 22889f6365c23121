"""The right column of an order's page, and its figures (ORD-001, ORD-018)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from danshu.catalog.permissions import COST_VIEW
from danshu.currencies.queries import base_currency
from danshu.currencies.words import rate_text as exchange_rate
from danshu.custom_fields.web.part import custom_pairs
from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.kit.reasons import reason_text
from danshu.kit.words import with_count
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.sales.conditions import conditions_text
from danshu.sales.lifecycle import DEAD
from danshu.sales.models import FindingOverride, Order, Supervision
from danshu.sales.payment_methods import payment_method_name
from danshu.sales.queries import OrderPage
from danshu.sales.roles import LABELS
from danshu.sales.web.shown import checklist_shown, margin
from danshu.sales.web.statuses import PAYMENT_STATUSES
from danshu.sales.wording import customer_wording
from danshu.ui.detail import Card, Fact, Link
from danshu.ui.formats import NOTHING, date_text, datetime_text, money_text, rate_text

CONTACTS = {"paying": gettext_lazy("付款联系人"), "invoice": gettext_lazy("收票联系人")}


def facts(found: OrderPage, actor: Actor) -> list[Fact]:
    """The figures on top; the margin only for those who may see purchase prices."""
    order = found.order
    received, is_over = order.paid_amount - order.refunded_amount, order.status in DEAD  # nothing is owed for it
    quantity = sum((line.shipped_quantity for line in found.lines), ZERO)
    ordered = sum((line.quantity for line in found.lines), ZERO)
    rate = margin(order.total, order.cost_total) if actor.can(COST_VIEW) else None
    shown = [
        Fact(label=_("订单金额"), value=money_text(order.total, order.currency), note=_below_amount(order)),
        Fact(label=_("已收 / 未收"), lead=f"{received:,.2f}",
             value=NOTHING if is_over else f"{order.open_amount:,.2f}",
             note="" if is_over and not order.paid_amount else str(PAYMENT_STATUSES[order.payment_state])),
        Fact(label=_("已发 / 应发"), value=f"{quantity.normalize():f}", note=f"/ {ordered.normalize():f}"),
        Fact(label=_("付款条件"), value=order.get_payment_terms_display(),
             note=with_count("%(days)s 天", "days") % {"days": order.payment_terms_days} if order.payment_terms == "on_account" else ""),
    ]  # fmt: skip
    if rate is not None:
        shown.insert(2, Fact(label=_("毛利率"), value=rate_text(rate), tone="bad" if rate < 0 else "",
                             note=_("未扣折让") if order.allowed_amount else ""))  # fmt: skip
    return shown


def _below_amount(order: Order) -> str:
    """The same in the company's currency, and what was given for good."""
    told = [] if order.is_in_base else ["= " + money_text(order.base_total, base_currency())]
    if order.allowed_amount:
        told.append(_("折让 %(amount)s") % {"amount": f"{order.allowed_amount:,.2f}"})
    return " · ".join(told)


def cards(found: OrderPage, actor: Actor) -> Iterator[Card]:
    """Customer, delivery, the paper itself, its times, checklist and decisions."""
    order = found.order
    yield _customer(order)
    yield _roles(order, actor)
    method = order.delivery_method
    yield Card(
        title=_("收货"),
        pairs=[(_("地址"), order.delivery_address or "—"), (_("收货人"), order.recipient or "—"),
               (_("电话"), order.shown_recipient_phone or "—"), (_("配送方式"), str(method) if method else "—"),
               (_("发货仓库"), order.warehouse.name if order.warehouse else _("自动分配")),
               (_("要求送达"), date_text(order.wanted_date))],
    )  # fmt: skip
    yield Card(title=_("单据"), pairs=_paper(order))
    for title, pairs in custom_pairs("sales.order", actor, order):
        yield Card(title=title, pairs=pairs)
    yield Card(title=pgettext("订单", "时间"), pairs=list(_times(order)))
    if any(order.checklist.values()):
        yield Card(title=_("提交前核对"), links=[
            Link(label=label, icon="circle-check" if ticked else "circle-x") for label, ticked in checklist_shown(order)
        ])  # fmt: skip
    if decisions := [*_decisions(found.supervisions), *_released(found.overrides)]:
        yield Card(title=_("审批与放行"), pairs=decisions)


def _customer(order: Order) -> Card:
    pairs: list[tuple[Any, Any]] = [
        (_("公司名称"), order.customer_name), (_("联系人"), order.contact_name or "—"),
        (_("电话"), order.shown_contact_phone or "—"), (_("邮箱"), order.shown_contact_email or "—"),
    ]  # fmt: skip
    if order.is_foreign:
        pairs.append((_("国内 / 国外"), _("国外订单")))
    url = reverse("parties:customer", args=[order.customer_id])
    return Card(title=_("客户"), pairs=pairs, more_url=url, more_label=_("查看客户"))


def _roles(order: Order, actor: Actor) -> Card:
    """Who pays and who gets the invoice (ORD-010), in one card; a corrected address can go to the customer as well."""
    pairs: list[tuple[Any, Any]] = []
    links = []
    for role, label in LABELS.items():
        pairs.append((label, getattr(order, f"{role}_name") or _("同签约客户")))
        known = (
            getattr(order, f"{role}_contact"),
            *(getattr(order, f"shown_{role}_{part}") for part in ("phone", "email")),
        )
        if reach := " · ".join(filter(None, known)):
            pairs.append((CONTACTS[role], reach))
        if getattr(order, f"shown_{role}_email") and actor.can(EDIT_CUSTOMERS):
            url = reverse("sales:role_email", args=[order.number, role])
            links.append(Link(label=_("邮箱更新到客户资料"), note=label, url=url, icon="mail"))
    return Card(title=_("付款与收票"), pairs=pairs, links=links)


def _paper(order: Order) -> list[tuple[Any, Any]]:
    return [
        (_("客户看到的状态"), customer_wording(order)), (_("类型"), order.get_type_display()), (_("来源"), order.get_channel_display()),
        (_("组织"), order.unit.name if order.unit else "—"),
        *([(_("门店"), order.store.name)] if order.store else []),
        (_("业务员"), order.owner.full_name if order.owner else "—"),
        (_("录入人"), full_name_of(order.created_by_id) or "—"),
        (_("处理人"), order.handler.full_name if order.handler else "—"),
        (_("外部单号"), order.external_number or "—"), (_("合同号"), order.contract_number or "—"),
        (_("支付方式"), payment_method_name(order.payment_method) or "—"),
        (_("币种"), order.currency if order.is_in_base else f"{order.currency} × {exchange_rate(order.rate)}"), (_("打印次数"), str(order.print_count)),
    ]  # fmt: skip


def _times(order: Order) -> Iterator[tuple[Any, Any]]:
    moments = [
        (pgettext("进度", "录入"), order.created_at), (pgettext("进度", "提交"), order.submitted_at),
        (pgettext("进度", "审核通过"), order.approved_at), (pgettext("进度", "收款"), order.paid_at),
        (pgettext("进度", "开始处理"), order.started_at), (pgettext("进度", "发货"), order.shipped_at),
        (pgettext("进度", "签收"), order.signed_at), (pgettext("进度", "完成"), order.completed_at),
        (pgettext("进度", "取消"), order.cancelled_at), (pgettext("进度", "作废"), order.voided_at),
    ]  # fmt: skip
    for label, at in moments:
        if at is not None:
            yield label, datetime_text(at)
    if order.end_reason:
        yield _("原因"), reason_text(order.end_reason)
    if order.satisfaction:
        comment = f" · {order.satisfaction_comment}" if order.satisfaction_comment else ""
        yield _("满意度"), f"{order.satisfaction} / 5{comment}"


def _decisions(asked: Sequence[Supervision]) -> Iterator[tuple[Any, Any]]:
    for one in asked:
        who = one.decided_by_name or (one.supervisor.full_name if one.supervisor else "—")
        why = one.reason or conditions_text(one.conditions)
        yield one.get_state_display(), f"{who} · {why}"


def _released(overrides: Sequence[FindingOverride]) -> Iterator[tuple[Any, Any]]:
    for one in overrides:
        yield _("已确认"), f"{one.by_name} · {one.shown_text}" + (f" · {one.reason}" if one.reason else "")
