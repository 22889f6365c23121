"""From the rows of one group to a plan, and everything about it that can be judged without the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from danshu.exchange.importing import Group, ImportContext, Row
from danshu.kit.quantities import quantity_problem
from danshu.sales.intake.types import BY_PAYMENT, BY_SHIPPING, Plan, customer_key, item_key
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.preparation import MAX_LINES

ONCE = ("freight", "currency", "status", "paid", "refunded")  # an order has one of each


def plan_of(group: Group, context: ImportContext) -> Plan:
    """The plan of one order, with all problems of its rows."""
    plan = Plan(group, _status(group.first, context))
    _judge_head(plan, group.rows)
    by_name = context.answer("product_names") == "names"
    seen: dict[Any, int] = {}
    for row in group.rows:
        key = item_key(row, by_name=by_name)
        if key is None:
            plan.refuse(
                row.number, "product_code", "required", _("商品编码和商品名称都是空的，填写其中一个"), _("缺少商品")
            )
            continue
        plan.items.append(key)
        _judge_line(plan, row)
        if (first := seen.setdefault(key, row.number)) != row.number:
            facts = {"code": key.code, "row": first}
            plan.warn(
                row.number, "product_code", "repeated_product", _("%(code)s 在第 %(row)s 行已经有了，照样导入为两行") % facts,
                _("同一订单里重复的商品"),
            )  # fmt: skip
    return plan


def order_date_of(rows: Sequence[Row]) -> date | None:
    """The earliest day the rows name."""
    return min((row["order_date"] for row in rows if row["order_date"]), default=None)


def _status(row: Row, context: ImportContext) -> str:
    wanted = row["status"] or context.answer("status") or OrderStatus.DRAFT
    if wanted == BY_SHIPPING:
        return str(OrderStatus.COMPLETED if row["shipped_on"] else OrderStatus.DRAFT)
    if wanted == BY_PAYMENT:
        came_in = (row["paid"] or 0) + (row["refunded"] or 0)
        return str(OrderStatus.COMPLETED if came_in else OrderStatus.CANCELLED)
    return str(wanted)


def _judge_head(plan: Plan, rows: Sequence[Row]) -> None:
    first = plan.first
    plan.customer_key = customer_key(first)
    if plan.customer_key is None:
        text = _("客户编码和客户名称都是空的，填写其中一个")
        plan.refuse(first.number, "customer_name", "required", text, _("缺少客户"))
    for row in rows[1:]:
        other = customer_key(row)
        if other != plan.customer_key:
            facts = {"number": plan.number, "row": first.number, "name": _named(first), "other": _named(row)}
            plan.refuse(
                row.number, "number", "other_customer",
                _("订单编号 %(number)s 在第 %(row)s 行是客户 %(name)s，这里是 %(other)s；按编号和客户分单，或改正编号") % facts,
                _("同一编号，客户不同"),
            )  # fmt: skip
        for name in ONCE:
            if row[name] != first[name]:
                facts = {"row": first.number, "value": first[name], "other": row[name]}
                text = _("与同一订单的第 %(row)s 行不同：那里是 %(value)s，这里是 %(other)s") % facts
                plan.refuse(row.number, name, "differs", text, _("同一订单里不一致"))
    if len(rows) > MAX_LINES:
        text = _("一张订单最多 %(limit)s 行，这里有 %(count)s 行") % {"limit": MAX_LINES, "count": len(rows)}
        plan.refuse(first.number, "number", "too_many", text, _("一张订单行数太多"))


def _named(row: Row) -> str:
    return " ".join(filter(None, (row["customer_code"], row["customer_name"]))) or "—"


def _judge_line(plan: Plan, row: Row) -> None:
    if plan.is_history and row["amount"] is None and row["unit_price"] is None:
        text = _("历史订单的每一行都要有行金额或单价")
        plan.refuse(row.number, "amount", "required", text)
    if row["quantity"] is not None and quantity_problem(row["quantity"], 3):
        plan.refuse(row.number, "quantity", "quantity", _("数量应大于 0，且不超过 999,999,999"))
    currency = row["currency"]
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        plan.refuse(row.number, "currency", "unknown", _("币种写三个字母，例如 CNY、USD"))
