"""What the status of an order locks is shown as words instead of controls, with the reason (ORD-014)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.sales.editing import AMOUNT, DELIVERY, EVERYTHING, editable_fields
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.models import Order
from danshu.sales.permissions import EDIT_APPROVED
from danshu.sales.web.forms import CONFIRMATION, OrderForm

# where the form's name differs from the order's
NAMES = {"customer_id": "customer", "delivery_method_id": "delivery_method", "warehouse_id": "warehouse", "store_id": "store",
         "paying_customer_id": "paying_customer", "invoice_customer_id": "invoice_customer"}  # fmt: skip
# the statuses whose only lock is the customer: no sentence needed
ENTERED = (OrderStatus.DRAFT, OrderStatus.REJECTED, OrderStatus.AWAITING_REVIEW)


@dataclass(frozen=True, slots=True)
class Locks:
    """The parts of the page that are fixed, and why."""

    lines: bool = False
    addresses: bool = False
    checklist: bool = False
    reason: str = ""


def lock(form: OrderForm, order: Order | None, actor: Actor) -> Locks:
    """Fix the fields of the form that this person may not change now; a new order has none."""
    if order is None:
        return Locks()
    editable = editable_fields(order, actor)
    fixed = {NAMES.get(name, name) for name in EVERYTHING - editable}
    if "delivery_address" in fixed:
        form.fields.pop("delivery_region", None)  # told by the address itself
    if "checklist" in fixed:
        fixed |= set(CONFIRMATION)
    if "custom" in fixed:
        fixed |= set(form.custom.fields)
    for name in fixed & set(form.fields):
        form.fields[name].fixed = True  # type: ignore[attr-defined]
    return Locks(
        lines="lines" not in editable,
        addresses=not editable >= DELIVERY,
        checklist="checklist" not in editable,
        reason=_reason(order, editable, actor),
    )


def _reason(order: Order, editable: AbstractSet[str], actor: Actor) -> str:
    if order.status in ENTERED or not editable:
        return ""
    if order.status == OrderStatus.APPROVED and not actor.can(EDIT_APPROVED):
        return _("订单已审核，你只能修改内部备注；其他内容由订单管理员修改")
    if order.status == OrderStatus.APPROVED and not AMOUNT & editable:
        return _("订单已收款，金额不能再改；需要时先退款")
    return _("订单已是「%(state)s」，没有输入框的项不能再改") % {"state": OrderStatus(order.status).label}
