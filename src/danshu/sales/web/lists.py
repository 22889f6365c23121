"""The order list (ORD-017)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.catalog.queries import order_items
from danshu.currencies.queries import base_currency
from danshu.custom_fields.web.listing import custom_columns, custom_filters
from danshu.identity.queries import full_name_of, unit_choices
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import DomainError
from danshu.kit.keys import key_of, keys_of
from danshu.kit.words import counter_word, with_count
from danshu.regions.web.filters import region_filter
from danshu.sales.delivering import in_region
from danshu.sales.finding import find_orders_and_goods, with_phone
from danshu.sales.lifecycle import DEAD, PROCESSED, Channel, OrderStatus, OrderType, PaymentState
from danshu.sales.models import OPEN_AMOUNT, Order, OrderLine
from danshu.sales.models.order import BASE_TOTAL
from danshu.sales.models.waiting import AWAITING_PAYMENT, TO_SHIP, UNASSIGNED
from danshu.sales.operations.approve_order import approve_order
from danshu.sales.operations.cancel_order import cancel_order
from danshu.sales.permissions import (
    ASSIGN_ORDER,
    CANCEL_ORDER,
    CREATE_ORDER,
    DELETE_ORDER,
    EDIT_ORDER,
    EXPORT_ORDER,
    HANDLE_ORDER,
    REVIEW_ORDER,
    VIEW_ORDER,
)
from danshu.sales.queries import late, order_rows
from danshu.sales.review_queries import own_sent_back
from danshu.sales.web.customers import customer_label
from danshu.sales.web.desk import DESK_FILTERS
from danshu.sales.web.report_filters import REPORT_FILTERS
from danshu.sales.web.statuses import ORDER_STATUSES, PAYMENT_STATUSES, SHIPPING_STATUSES
from danshu.stores.permissions import VIEW_STORE
from danshu.stores.queries import store_choices
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
)
from danshu.ui.lists.filters import Filter
from danshu.ui.lists.spec import BatchContext, RowAction


def order_url(order: Order) -> str:
    """The detail page."""
    return reverse("sales:order", args=[order.number])


def _with_item(rows: QuerySet[Order], item_id: Any) -> QuerySet[Order]:
    return rows.filter(Exists(OrderLine.objects.filter(order=OuterRef("pk"), item_id=item_id)))


CHANNELS, TYPES = dict(Channel.choices), dict(OrderType.choices)
SETTLED = [("paid", _("已支付")), ("unpaid", _("未支付"))]
PAID_STATES = (PaymentState.PAID, PaymentState.REFUND_RUNNING, PaymentState.PARTLY_REFUNDED)


def _settled(rows: QuerySet[Order], chosen: Any) -> QuerySet[Order]:
    """Paid in full, or not; both chosen is everything."""
    wanted = {str(value) for value in (chosen if isinstance(chosen, list | tuple | set) else [chosen])}
    if wanted == {"paid"}:
        return rows.filter(payment_state__in=PAID_STATES)
    if wanted == {"unpaid"}:
        return rows.exclude(payment_state__in=PAID_STATES)
    return rows


def _with_item_text(rows: QuerySet[Order], text: Any) -> QuerySet[Order]:
    lines = OrderLine.objects.filter(order=OuterRef("pk"))
    named = Q(item_name__icontains=text) | Q(model__icontains=text) | Q(item_code__icontains=text)
    return rows.filter(Exists(lines.filter(named)))


def _with_customer_text(rows: QuerySet[Order], text: Any) -> QuerySet[Order]:
    return rows.filter(Q(customer_name__icontains=text) | Q(customer__number__iexact=str(text).strip()))


def _item_label(actor: Actor, key: str) -> str:
    item = next(iter(order_items(keys_of([key])).values()), None)
    return f"{item.code} {item.name}" if item else ""


def _customer_label(actor: Actor, key: str) -> str:
    return customer_label(actor, key_of(key) or 0)


def _person_label(actor: Actor, key: str) -> str:
    return full_name_of(key_of(key))


class Discounted(DomainError):
    """An order that the queue marks as discounted: somebody looks at it before it passes (ORD-019)."""

    code = "discounted"
    message = _("订单 %(number)s 打了折，不在批量里通过")
    way_out = _("打开这张订单，核对折扣后逐单审核")


def _approve(order: Order, context: BatchContext) -> object:
    # only orders without warnings pass in a batch (ORD-019): no warning is confirmed here
    if order.status == OrderStatus.AWAITING_REVIEW and order.discount_total:
        raise Discounted(number=order.number)
    return approve_order.keyed(context.key(order))(
        order_id=order.pk, company_name_confirmed=True, comment=context.reason, version=order.version,
        actor=context.actor, at=context.at,
    )  # fmt: skip


def _cancel(order: Order, context: BatchContext) -> object:
    return cancel_order.keyed(context.key(order))(
        order_id=order.pk, reason=context.reason, version=order.version, actor=context.actor, at=context.at
    )


def _not_here(order: Order, context: BatchContext) -> object:
    """Deleting and assigning have pages of their own, on which each order shows its consequences."""
    raise NotImplementedError


def _review_url(order: Order) -> str:
    waiting = order.status == OrderStatus.AWAITING_REVIEW
    return reverse("sales:review_order", args=[order.number]) if waiting else ""


def _edit_url(order: Order) -> str:
    open_to_all = (OrderStatus.DRAFT, OrderStatus.REJECTED, OrderStatus.AWAITING_REVIEW)
    return reverse("sales:order_edit", args=[order.number]) if order.status in open_to_all else ""


def _foreign(order: Order) -> str:
    """The mark of an amount that is not in the company's currency, which the heading names."""
    return "" if order.is_in_base else order.currency


HEAD_ACTIONS: list[Callable[[Actor], Iterable[Action]]] = []


def add_head_actions(provider: Callable[[Actor], Iterable[Action]]) -> Callable[[Actor], Iterable[Action]]:
    """Register buttons of the modules above at the head of the list: only those the actor has the right for."""
    HEAD_ACTIONS.append(provider)
    return provider


def _acts(actor: Actor) -> list[Action]:
    acts = [action for provider in HEAD_ACTIONS for action in provider(actor)]
    if actor.can(HANDLE_ORDER):
        acts.append(Action(label=_("订单异常"), url=reverse("sales:exceptions"), tone="quiet", icon="alert-triangle"))
    if not actor.can(CREATE_ORDER):
        return acts
    return [*acts, Action(label=_("新建订单"), url=reverse("sales:order_new"), tone="primary", icon="plus", key="N")]


ORDERS = ListSpec(
    name="sales.orders",
    title=pgettext_lazy("列表", "销售订单"),
    noun=counter_word("orders", "单"),
    section=_("销售"),
    url_name="sales:order_list",
    permission=VIEW_ORDER,
    rows=order_rows,
    label_of=lambda order: f"{order.number} {order.customer_name}",
    sort="-created",
    search=find_orders_and_goods,
    search_hint=_("单号、客户、联系人、电话、商品"),
    columns=[
        Column(key="number", label=_("单号"), kind="link", url=order_url, sort="number", card="number"),
        Column(key="customer_name", label=_("客户"), card="title"),
        Column(key="created", label=_("下单时间"), kind="datetime", value=lambda o: o.created_at, sort="order_date",
               card="date", tone="soft"),
        Column(key="channel", label=_("来源"), value=lambda o: CHANNELS.get(o.channel, o.channel), tone="soft"),
        Column(key="total", label=_("金额"), head_unit=_("元"), kind="money", sort="total", total=Sum(BASE_TOTAL), card="amount",
               currency=lambda o: o.currency, tag=_foreign),
        Column(key="open", label=_("未收"), head_unit=_("元"), kind="money",
               value=lambda o: o.open_amount if o.status not in DEAD else None, currency=lambda o: o.currency,
               total=Sum(OPEN_AMOUNT * F("rate")), tag=_foreign),
        Column(key="currency", label=_("币种"), hidden=True),
        Column(key="rate", label=_("汇率"), kind="number", value=lambda o: o.rate.normalize(), hidden=True),
        Column(key="base_total", label=_("折合本位币"), kind="money", total=Sum(BASE_TOTAL), hidden=True,
               currency=lambda o: base_currency()),
        Column(key="status", label=_("订单状态"), kind="status", statuses=ORDER_STATUSES, main=True, card="status"),
        Column(key="shipping_state", label=_("发货"), kind="status", statuses=SHIPPING_STATUSES, card="left"),
        Column(key="payment_state", label=_("收款"), kind="status", statuses=PAYMENT_STATUSES, card="middle"),
        Column(key="wanted_date", label=_("要求送达"), kind="date"),
        Column(key="unit", label=_("组织"), value=lambda o: o.unit.name if o.unit else None, hidden=True),
        Column(key="store", label=_("门店"), value=lambda o: o.store.name if o.store else None, hidden=True),
        Column(key="owner", label=_("业务员"), value=lambda o: o.owner.full_name if o.owner else None),
        Column(key="external_number", label=_("外部单号"), hidden=True),
        Column(key="contact_name", label=_("联系人"), hidden=True),
        Column(key="contact_phone", label=_("联系电话"), value=lambda o: o.shown_contact_phone, hidden=True),
        Column(key="contract_number", label=_("合同号"), hidden=True),
        Column(key="type", label=_("类型"), value=lambda o: TYPES.get(o.type, o.type), hidden=True),
        Column(key="handler", label=_("处理人"), value=lambda o: o.handler.full_name if o.handler else None,
               hidden=True),
        Column(key="paid", label=_("已收"), head_unit=_("元"), kind="money",
               value=lambda o: o.paid_amount - o.refunded_amount, currency=lambda o: o.currency, tag=_foreign, hidden=True),
    ],
    tabs=[
        Tab(key="all", label=_("全部")),
        Tab(key="review", label=_("待审核"), where=Q(status=OrderStatus.AWAITING_REVIEW), hot=True),
        Tab(key="payment", label=_("待付款"), where=AWAITING_PAYMENT),
        Tab(key="to_ship", label=_("待发货"), where=TO_SHIP),
        Tab(key="shipped", label=_("已发货"), where=Q(status=OrderStatus.SHIPPED)),
        Tab(key="refund", label=_("退款"), where=Q(payment_state=PaymentState.REFUND_RUNNING)),
        Tab(key="draft", label=_("草稿"), where=Q(status=OrderStatus.DRAFT)),
        Tab(key="late", label=_("已超期"), where=lambda rows, actor: late(rows, now()), hot=True),
        Tab(key="supervisor", label=_("待主管"),
            where=Q(supervision_state="pending", status=OrderStatus.AWAITING_REVIEW)),
        Tab(key="mine", label=_("分派给我"),
            where=lambda rows, actor: rows.filter(handler_id=actor.user_id, status__in=PROCESSED)),
        Tab(key="sent_back", label=_("驳回给我"), where=own_sent_back),
        Tab(key="unassigned", label=_("待分派"), where=UNASSIGNED),
        Tab(key="cancelled", label=_("已取消"), where=Q(status=OrderStatus.CANCELLED)),
        Tab(key="void", label=_("作废"), where=Q(status=OrderStatus.VOIDED)),
    ],
    filters=[
        DateRangeFilter(key="ordered", label=_("下单日期"), path="order_date", common=True),
        MultiChoiceFilter(key="status", label=_("订单状态"), choices=ORDER_STATUSES.choices(), common=True),
        MultiChoiceFilter(key="unit", label=_("组织"), path="unit_id", choices=lambda actor: unit_choices()),
        MultiChoiceFilter(key="store", label=_("门店"), path="store_id", choices=store_choices, permission=VIEW_STORE),
        PickerFilter(key="customer", label=_("客户"), path="customer_id", url=lambda: reverse("parties:find"),
                     label_of=_customer_label),
        PickerFilter(key="paying", label=_("付款客户"), path="paying_customer_id", url=lambda: reverse("parties:find"),
                     label_of=_customer_label),
        PickerFilter(key="invoiced", label=_("收票客户"), path="invoice_customer_id",
                     url=lambda: reverse("parties:find"), label_of=_customer_label),
        PickerFilter(key="item", label=_("商品"), path="pk", url=lambda: reverse("catalog:find"),
                     label_of=_item_label, apply=_with_item),
        PickerFilter(key="owner", label=_("业务员"), path="owner_id", url=lambda: reverse("identity:staff_options"),
                     label_of=_person_label),
        PickerFilter(key="handler", label=_("处理人"), path="handler_id", url=lambda: reverse("identity:staff_options"),
                     label_of=_person_label),
        region_filter(_("收货地区"), in_region, path="delivery_region"),
        MultiChoiceFilter(key="type", label=_("类型"), choices=OrderType.choices),
        MultiChoiceFilter(key="settled", label=_("已支付 / 未支付"), path="pk", choices=SETTLED, apply=_settled),
        TextFilter(key="model", label=_("商品名称 / 型号"), path="pk", apply=_with_item_text),
        TextFilter(key="customer_text", label=_("客户编号 / 名称"), path="pk", apply=_with_customer_text),
        MultiChoiceFilter(key="paid", label=_("收款"), path="payment_state", choices=PAYMENT_STATUSES.choices()),
        MultiChoiceFilter(key="ship", label=_("发货"), path="shipping_state", choices=SHIPPING_STATUSES.choices()),
        MultiChoiceFilter(key="channel", label=_("来源"), choices=Channel.choices),
        NumberRangeFilter(key="amount", label=_("金额"), path="total", unit=_("元")),
        DateRangeFilter(key="wanted", label=_("要求送达"), path="wanted_date"),
        TextFilter(key="external", label=_("外部单号"), path="external_number", tokens="search_tokens"),
        TextFilter(key="contract", label=_("合同号"), path="contract_number", tokens="search_tokens"),
        *DESK_FILTERS,
        *REPORT_FILTERS,
        TextFilter(key="phone", label=_("联系电话"), path="contact_phone", apply=with_phone),
    ],
    batch=[
        BatchAction(key="approve", label=_("通过"), permission=REVIEW_ORDER, icon="check",
                    confirm=with_count("通过 %(count)s 单？"), keep=_("先不通过"),
                    effect=_("占用库存、增加应收，并确认这些公司名称正确；有提醒的订单不会在这里通过，要逐单确认"),
                    done=with_count("已通过 %(count)s 单"), run=_approve),
        BatchAction(key="assign", label=_("分派订单"), permission=ASSIGN_ORDER, icon="user-plus", page="sales:order_assign",
                    done=with_count("已分派 %(count)s 单"), run=_not_here),
        BatchAction(key="cancel", label=_("取消订单"), permission=CANCEL_ORDER, danger=True, reason="required",
                    confirm=with_count("取消 %(count)s 单？"), keep=_("保留订单"), effect=_("释放占用的库存，冲减应收"),
                    done=with_count("已取消 %(count)s 单"), run=_cancel),
        BatchAction(key="delete", label=_("删除订单"), permission=DELETE_ORDER, icon="trash", danger=True,
                    page="sales:order_delete", done=with_count("%(count)s 张订单已移到回收站"), run=_not_here),
    ],
    row_actions=[
        RowAction(label=_("审核"), url=_review_url, icon="clipboard-check", permission=REVIEW_ORDER),
        RowAction(label=_("编辑"), url=_edit_url, icon="pencil", permission=EDIT_ORDER),
    ],
    acts=_acts,
    export=EXPORT_ORDER,
    more_columns=custom_columns("sales.order"),
    more_filters=custom_filters("sales.order"),
    totals_where=~Q(status__in=DEAD),
    totals_note=_("不含已驳回、已取消、已作废"),
    row_class=lambda order: "void" if order.status in DEAD else "",
    empty_title=_("还没有订单"),
    empty_text=_("新建第一张订单，或从表格导入"),
)  # fmt: skip

order_list = list_view(ORDERS)


def offer_order_filter(offered: Filter) -> None:
    """A condition of a module above, in the list of orders."""
    cast("list[Filter]", ORDERS.filters).append(offered)


def add_batch(action: BatchAction) -> None:
    """Register an action of the modules above for several orders; what gives orders up stays last."""
    known = cast("list[BatchAction]", ORDERS.batch)
    known.insert(len(known) - 2, action)
