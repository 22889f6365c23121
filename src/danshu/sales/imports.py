"""Orders and returns from spreadsheets (ORD-003, SYS-009): one row is one line, chosen columns make an order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.catalog.permissions import ITEM_CREATE
from danshu.custom_fields.importing import import_fields
from danshu.exchange.fields import Field
from danshu.exchange.importing import (
    Action,
    Group,
    ImportContext,
    Imported,
    ImportKind,
    Kept,
    MappingTemplate,
    Outcome,
    Policy,
    Question,
    Ref,
    StagedData,
    register_kind,
    register_mapping,
)
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.sales import data_sets
from danshu.sales.intake import goods, people
from danshu.sales.intake.asking import questions_of
from danshu.sales.intake.building import build_drafts
from danshu.sales.intake.existing import mark_existing
from danshu.sales.intake.fields import COLUMNS
from danshu.sales.intake.planning import plan_of
from danshu.sales.intake.returns import ReturnImport
from danshu.sales.intake.types import Plan, key_fields
from danshu.sales.intake.undoing import undo_orders
from danshu.sales.intake.writing import store
from danshu.sales.models import Order
from danshu.sales.permissions import IMPORT_ORDER

__all__ = ["data_sets"]
RECORDS = {
    "sales.order": gettext_lazy("订单"), "parties.customer": gettext_lazy("客户"), "catalog.item": gettext_lazy("商品"),
    "catalog.category": gettext_lazy("商品分类"),
}  # fmt: skip


class OrderImport(ImportKind):
    """Rows are lines; rows with the same key (number, with customer and date where they are needed) are one order."""

    code, label, permission = "orders", pgettext_lazy("列表", "订单"), IMPORT_ORDER
    policies = (Policy.SKIP,)
    chunk_groups = 1_000  # statements per chunk do not depend on its size
    unit = gettext_lazy("张订单")
    totals = {
        "sheet": gettext_lazy("表格金额"), "amount": gettext_lazy("订单商品金额"), "rounding": gettext_lazy("四舍五入差"), "freight": gettext_lazy("运费"),
        "paid": gettext_lazy("实付金额"), "refunded": gettext_lazy("退款金额"),
    }  # fmt: skip
    records = RECORDS

    @property
    def fields(self) -> Sequence[Field]:  # type: ignore[override]
        """The columns of orders and their custom fields, which are data."""
        return [*COLUMNS, *import_fields("sales.order")]

    @property
    def naming_field(self) -> str:
        """Rows are named by their order."""
        return "number"

    def group_key(self, context: ImportContext) -> tuple[str, ...]:
        """By the answer to "what is one order"; the number alone where it never stands for two."""
        return key_fields(context)

    def questions(self, data: StagedData, context: ImportContext) -> Sequence[Question]:
        """What the sheet does not say."""
        return questions_of(data, context)

    def prepare(self, context: ImportContext) -> None:
        """What all chunks of a run share, also those of a dry run that are rolled back."""
        people.prepare(context)

    def apply(self, groups: Sequence[Group], context: ImportContext) -> Sequence[Outcome]:
        """The whole chunk by sets: find, judge, make what is missing, price, write."""
        plans = [plan_of(group, context) for group in groups]
        missing_customers = people.find_customers(plans, context)
        mark_existing(plans, context)
        fresh = [plan for plan in plans if not plan.existing]
        missing_items = goods.find_items(fresh, context)
        needed = {plan.customer_key for plan in fresh if not plan.problems}
        people.make_customers({key: row for key, row in missing_customers.items() if key in needed}, fresh, context)
        if missing_items:
            context.actor.require(ITEM_CREATE)
            goods.make_items(missing_items, fresh, context)
        for plan in fresh:
            if not plan.problems:
                plan.item_ids = [context.state["items"][key] for key in plan.items]
        build_drafts(fresh, context)
        _leave_nothing_half(plans)
        refs = store(fresh, context)
        return [_outcome(plan, refs.get(plan.group.number)) for plan in plans]

    def undo(self, groups: Sequence[Imported], context: ImportContext) -> Sequence[Sequence[Kept]]:
        """Orders nobody touched go, then products and customers made for them, unless they are used elsewhere."""
        return undo_orders(groups, context)

    def link(self, ref: Ref) -> str:
        """The page of the record."""
        if ref.kind == "sales.order":
            number = Order.objects.filter(pk=ref.pk).values_list("number", flat=True).first()
            return reverse("sales:order", args=[number]) if number else ""
        pages = {"parties.customer": "parties:customer", "catalog.item": "catalog:item"}
        return reverse(pages.get(ref.kind, "catalog:category"), args=[ref.pk])


def _leave_nothing_half(plans: Sequence[Plan]) -> None:
    """An order that is refused after a customer or product was made for it takes them back with it: the engine rolls
    this part back and tries smaller ones."""
    for plan in plans:
        if plan.problems and plan.made:
            raise FieldErrors([FieldProblem(p.field, p.code, p.message) for p in plan.problems])


def _outcome(plan: Plan, order: Ref | None) -> Outcome:
    if plan.existing:
        return Outcome(Action.SKIPPED)
    if plan.problems or order is None or plan.draft is None:
        return Outcome(Action.REFUSED, [], plan.problems)
    totals = plan.draft.totals
    amount = totals.goods_total - totals.discount_total
    sums: dict[str, Decimal] = {
        "sheet": plan.sheet_amount, "amount": amount, "rounding": amount - plan.sheet_amount, "freight": totals.freight
    }  # fmt: skip
    if plan.paid is not None:
        sums |= {"paid": plan.paid - plan.refunded, "refunded": plan.refunded}
    return Outcome(Action.CREATED, [order, *plan.made], plan.warnings, sums)


register_kind(OrderImport())
register_kind(ReturnImport())
SUPERSTORE = {
    "number": "订单 ID", "order_date": "订单日期", "shipped_on": "发货日期", "shipping": "邮寄方式",
    "customer_code": "客户 ID", "customer_name": "客户名称", "customer_type": "细分", "city": "城市", "province": "省/自治区", "country": "国家",
    "product_code": "产品 ID", "product_parent": "类别", "product_category": "子类别", "product_name": "产品名称",
    "amount": "销售额", "quantity": "数量", "discount": "折扣", "profit": "利润",
}  # fmt: skip
register_mapping(
    MappingTemplate(
        "superstore-orders",
        gettext_lazy("超市示例工作簿里的订单"),
        "orders",
        columns=SUPERSTORE,
        sheet="订单",
        answers={
            "order_key": "number_customer_date", "status": "completed", "customers": "create", "products": "create",
            "product_names": "names",
        },
        asks=True,
    )
)  # fmt: skip
register_mapping(
    MappingTemplate(
        "northwind-orders",
        gettext_lazy("Northwind 订单表"),
        "orders",
        columns={
            "number": "OrderID", "customer_code": "CustomerID", "order_date": "OrderDate", "wanted_date": "RequiredDate",
            "shipped_on": "ShippedDate", "shipping": "ShipVia", "freight": "Freight", "recipient": "ShipName",
            "street": "ShipAddress", "city": "ShipCity", "province": "ShipRegion", "country": "ShipCountry",
            "product_code": "ProductID", "unit_price": "UnitPrice", "quantity": "Quantity", "discount": "Discount",
        },
        constants={"currency": "USD"},
        answers={"status": "by_shipping", "customers": "refuse", "products": "refuse"},
    )
)  # fmt: skip
register_mapping(
    MappingTemplate(
        "superstore-returns",
        gettext_lazy("超市示例工作簿里的退货"),
        "order_returns",
        columns={"number": "订单 ID", "returned": "退回"},
        sheet="退货",
    )
)  # fmt: skip
