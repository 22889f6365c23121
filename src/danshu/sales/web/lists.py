"""The order list (ORD-017)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.catalog.queries import order_items
from danshu.identity.queries import full_name_of, unit_choices
from danshu.kit.actor import Actor
from danshu.sales.lifecycle import DEAD, Channel, OrderStatus, PaymentState, ShippingState
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.permissions import CANCEL_ORDER, CREATE_ORDER, EXPORT_ORDER, REVIEW_ORDER, VIEW_ORDER
from danshu.sales.queries import order_rows
from danshu.sales.web.customers import customer_label
from danshu.sales.web.statuses import ORDER_STATUSES, PAYMENT_STATUSES, SHIPPING_STATUSES
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    NumberRangeFilter,
    PickerFilter,
    Tab,
    TextFilter,
    list_view,
    token_search,
)
from danshu.ui.lists.spec import BatchContext

SEARCHED = ("number", "external_number", "customer_name", "contact_name", "contact_phone")
TO_SHIP = Q(
    status__in=(OrderStatus.APPROVED, OrderStatus.IN_PROGRESS),
    shipping_state__in=(ShippingState.NOT_SHIPPED, ShippingState.PARTLY_SHIPPED),
)
AWAITING_PAYMENT = Q(
    status__in=(OrderStatus.APPROVED, OrderStatus.IN_PROGRESS, OrderStatus.SHIPPED, OrderStatus.SIGNED),
    payment_state__in=(PaymentState.UNPAID, PaymentState.PARTLY_PAID),
)


def order_url(order: Order) -> str:
    """The detail page."""
    return reverse("sales:order", args=[order.number])


def _with_item(rows: QuerySet[Order], item_id: Any) -> QuerySet[Order]:
    return rows.filter(Exists(OrderLine.objects.filter(order=OuterRef("pk"), item_id=item_id)))


def _item_label(actor: Actor, key: str) -> str:
    item = order_items([int(key)]).get(int(key)) if key.isdigit() else None
    return f"{item.code} {item.name}" if item else ""


def _customer_label(actor: Actor, key: str) -> str:
    return customer_label(actor, int(key)) if key.isdigit() else ""


def _person_label(actor: Actor, key: str) -> str:
    return full_name_of(int(key)) if key.isdigit() else ""


def _approve(order: Order, context: BatchContext) -> object:
    # only orders without warnings pass in a batch (ORD-019): no warning is confirmed here
    return approve_order.keyed(context.key(order))(
        order_id=order.pk, company_name_confirmed=True, comment=context.reason, version=order.version,
        actor=context.actor, at=context.at,
    )  # fmt: skip


def _cancel(order: Order, context: BatchContext) -> object:
    return cancel_order.keyed(context.key(order))(
        order_id=order.pk, reason=context.reason, version=order.version, actor=context.actor, at=context.at
    )


def _acts(actor: Actor) -> list[Action]:
    if not actor.can(CREATE_ORDER):
        return []
    return [Action(label=_("新建订单"), url=reverse("sales:order_new"), tone="primary", icon="plus", key="N")]


ORDERS = ListSpec(
    name="sales.orders",
    title=_("销售订单"),
    noun=_("单"),
    section=_("销售"),
    url_name="sales:order_list",
    permission=VIEW_ORDER,
    rows=order_rows,
    label_of=lambda order: order.number,
    sort="-created",
    search=token_search("search_tokens", *SEARCHED),
    search_hint=_("单号、客户、联系人、电话"),
    columns=[
        Column(key="number", label=_("单号"), kind="link", url=order_url, sort="number", card="number"),
        Column(key="customer_name", label=_("客户"), card="title"),
        Column(key="created", label=_("下单时间"), kind="datetime", value=lambda o: o.created_at, sort="pk",
               card="date", tone="soft"),
        Column(key="channel", label=_("来源"), value=lambda o: o.get_channel_display(), tone="soft"),
        Column(key="total", label=_("金额"), head_unit=_("元"), kind="money", sort="total", total="total", card="amount"),
        Column(key="open", label=_("未收"), head_unit=_("元"), kind="money",
               value=lambda o: o.open_amount if o.status not in DEAD else None,
               total=Sum(F("total") - F("paid_amount") + F("refunded_amount"))),
        Column(key="status", label=_("订单状态"), kind="status", statuses=ORDER_STATUSES, main=True, card="status"),
        Column(key="shipping_state", label=_("发货"), kind="status", statuses=SHIPPING_STATUSES, card="left"),
        Column(key="payment_state", label=_("收款"), kind="status", statuses=PAYMENT_STATUSES, card="middle"),
        Column(key="wanted_date", label=_("要求送达"), kind="date"),
        Column(key="unit", label=_("组织"), value=lambda o: o.unit.name if o.unit else None, hidden=True),
        Column(key="owner", label=_("业务员"), value=lambda o: o.owner.full_name if o.owner else None),
        Column(key="external_number", label=_("外部单号"), hidden=True),
        Column(key="contact_name", label=_("联系人"), hidden=True),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="review", label=_("待审核"), where=Q(status=OrderStatus.AWAITING_REVIEW), hot=True),
        Tab(key="payment", label=_("待付款"), where=AWAITING_PAYMENT),
        Tab(key="to_ship", label=_("待发货"), where=TO_SHIP),
        Tab(key="shipped", label=_("已发货"), where=Q(status=OrderStatus.SHIPPED)),
        Tab(key="refund", label=_("退款"), where=Q(payment_state=PaymentState.REFUND_RUNNING)),
        Tab(key="draft", label=_("草稿"), where=Q(status=OrderStatus.DRAFT)),
        Tab(key="void", label=_("作废"), where=Q(status__in=(OrderStatus.VOIDED, OrderStatus.CANCELLED))),
    ],
    filters=[
        DateRangeFilter(key="ordered", label=_("下单日期"), path="order_date", common=True),
        MultiChoiceFilter(key="status", label=_("订单状态"), choices=ORDER_STATUSES.choices(), common=True),
        MultiChoiceFilter(key="unit", label=_("组织"), path="unit_id", choices=lambda actor: unit_choices()),
        PickerFilter(key="customer", label=_("客户"), path="customer_id", url=lambda: reverse("parties:find"),
                     label_of=_customer_label),
        PickerFilter(key="item", label=_("商品"), path="pk", url=lambda: reverse("catalog:find"),
                     label_of=_item_label, apply=_with_item),
        PickerFilter(key="owner", label=_("业务员"), path="owner_id", url=lambda: reverse("identity:staff_options"),
                     label_of=_person_label),
        MultiChoiceFilter(key="paid", label=_("收款"), path="payment_state", choices=PAYMENT_STATUSES.choices()),
        MultiChoiceFilter(key="ship", label=_("发货"), path="shipping_state", choices=SHIPPING_STATUSES.choices()),
        MultiChoiceFilter(key="channel", label=_("来源"), choices=Channel.choices),
        NumberRangeFilter(key="amount", label=_("金额"), path="total", unit=_("元")),
        DateRangeFilter(key="wanted", label=_("要求送达"), path="wanted_date"),
        TextFilter(key="external", label=_("外部单号"), path="external_number"),
        TextFilter(key="contract", label=_("合同号"), path="contract_number"),
        TextFilter(key="phone", label=_("联系电话"), path="contact_phone"),
    ],
    batch=[
        BatchAction(key="approve", label=_("通过"), permission=REVIEW_ORDER, icon="check",
                    confirm=_("通过 %(count)s 单？"), keep=_("先不通过"),
                    effect=_("占用库存、增加应收；有提醒的订单不会在这里通过，要逐单确认"),
                    done=_("已通过 %(count)s 单"), run=_approve),
        BatchAction(key="cancel", label=_("取消订单"), permission=CANCEL_ORDER, danger=True, reason="required",
                    confirm=_("取消 %(count)s 单？"), keep=_("保留订单"), effect=_("释放占用的库存，冲减应收"),
                    done=_("已取消 %(count)s 单"), run=_cancel),
    ],
    acts=_acts,
    export=EXPORT_ORDER,
    totals_where=~Q(status__in=DEAD),
    totals_note=_("不含已驳回、已取消、已作废"),
    row_class=lambda order: "void" if order.status in DEAD else "",
    empty_title=_("还没有订单"),
    empty_text=_("新建第一张订单，或从表格导入"),
)  # fmt: skip

order_list = list_view(ORDERS)
