"""What may be edited in which status (ORD-014): one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, Forbidden
from danshu.kit.permissions import label_of
from danshu.sales.delivering import with_kept_region
from danshu.sales.drafting import OrderDraft, OrderEntry
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.models import Order, OrderLine
from danshu.sales.permissions import EDIT_APPROVED
from danshu.sales.roles import IDS, TEXTS, role_of
from danshu.sales.sight import PRIVATE, unshortened

CONTACT = frozenset({"contact_name", "contact_phone", "contact_email"})
ROLE_CONTACTS = frozenset(TEXTS)
DELIVERY = frozenset({"recipient", "recipient_phone", "delivery_address", "delivery_method_id"})
INTERNAL = frozenset({"internal_remark", "custom"})
EVERYTHING = frozenset({
    "customer_id", "lines", "external_number", "channel", *CONTACT, *DELIVERY, "payment_terms", "payment_method",
    "store_id", "warehouse_id", "wanted_date", "order_discount", "freight", "currency", "contract_number", "remark", *INTERNAL,
    "checklist", *IDS, *ROLE_CONTACTS,
})  # fmt: skip

EDITABLE: dict[str, frozenset[str]] = {
    OrderStatus.DRAFT: EVERYTHING,
    OrderStatus.REJECTED: EVERYTHING,
    OrderStatus.AWAITING_REVIEW: EVERYTHING - {"customer_id", "channel", "currency"},
    OrderStatus.APPROVED: frozenset({"lines", "payment_terms", "payment_method", *DELIVERY, *CONTACT, *ROLE_CONTACTS, "remark",
                                     "wanted_date", "order_discount", "freight", *INTERNAL}),
    OrderStatus.IN_PROGRESS: DELIVERY | CONTACT | ROLE_CONTACTS | INTERNAL,
    OrderStatus.SHIPPED: INTERNAL,
    OrderStatus.SIGNED: INTERNAL,
    OrderStatus.COMPLETED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
    OrderStatus.VOIDED: frozenset(),
}  # fmt: skip

AMOUNT = frozenset({"lines", "order_discount", "freight"})
# from approval on nothing but the amounts touches the lines: stock is claimed, parcels and services refer to them
SETTLED = (OrderStatus.APPROVED, OrderStatus.IN_PROGRESS, OrderStatus.SHIPPED, OrderStatus.SIGNED)


class NotEditable(DomainError):
    """The status allows no editing at all."""

    code = "not_editable"
    message = gettext_lazy("订单 %(number)s 现在是「%(state)s」，不能再修改")
    way_out = gettext_lazy("需要补充说明时，在订单动态里写备注")


def editable_fields(order: Order, actor: Actor) -> frozenset[str]:
    """The fields this person may change now; empty when none."""
    fields = EDITABLE[order.status]
    if order.status == OrderStatus.APPROVED and not actor.can(EDIT_APPROVED):
        return INTERNAL
    if order.paid_amount and order.status == OrderStatus.APPROVED:
        fields = fields - AMOUNT
    return fields


def is_settled(order: Order, changed: Iterable[str]) -> bool:
    """True when the changes concern the terms of an order whose lines are decided."""
    return order.status in SETTLED and not AMOUNT & set(changed)


def require_editable(order: Order, changed: Iterable[str], actor: Actor) -> None:
    """Raise NotEditable, Forbidden or FieldErrors (locked fields, each named) unless all changes are allowed."""
    changed = sorted(changed)
    allowed = editable_fields(order, actor)
    locked = [name for name in changed if name not in allowed]
    if not locked:
        return
    if not EDITABLE[order.status]:
        raise NotEditable(number=order.number, state=OrderStatus(order.status).label)
    if order.status == OrderStatus.APPROVED and not actor.can(EDIT_APPROVED):
        raise Forbidden(function=label_of(EDIT_APPROVED), code=EDIT_APPROVED)
    state = OrderStatus(order.status).label
    text = _("订单已是「%(state)s」，这一项不能再改") % {"state": state}
    if order.paid_amount and order.status == OrderStatus.APPROVED:
        text = _("订单已收款，金额不能再改；需要时先退款")
    raise FieldErrors([FieldProblem(name.removesuffix("_id"), "locked", text) for name in locked])


def with_kept_contact(entry: OrderEntry, stored: OrderEntry) -> OrderEntry:
    """The entry with the stored telephone or address where its shortened form was left standing (PRV-1), and with what is
    stored of a paying or invoice customer who stays and of whom nothing was said."""
    kept: dict[str, Any] = {n: unshortened(getattr(entry, n), getattr(stored, n), n) for n in PRIVATE}
    for name in TEXTS:
        same = getattr(entry, f"{role_of(name)}_customer_id") == getattr(stored, f"{role_of(name)}_customer_id")
        if same and entry.customer_id == stored.customer_id and not kept.get(name, getattr(entry, name)):
            kept[name] = getattr(stored, name)
    return with_kept_region(replace(entry, **kept), stored)


def with_stored_prices(entry: OrderEntry, lines: Sequence[OrderLine], *, currency: str) -> OrderEntry:
    """A line whose price nobody typed keeps the price the customer was promised.

    In another currency than that of the order, what was promised is no price any more: the price list is asked again.
    """
    stored, stays = {line.pk: line for line in lines}, entry.currency in ("", currency)
    kept = []
    for line in entry.lines:
        before, price = stored.get(line.line_id or 0), line.unit_price
        if before is not None and before.item_id == line.item_id:
            if stays and price is None:
                price = before.unit_price
            elif not stays and price == before.unit_price and before.price_source != "manual":
                price = None
        kept.append(replace(line, unit_price=price))
    return replace(entry, lines=kept)


def changed_fields(stored: OrderEntry, entry: OrderEntry) -> set[str]:
    """Which fields of an entry differ from the stored order; addresses chosen by id are resolved by the caller."""
    names = EVERYTHING - {"lines"}
    changed = {name for name in names if getattr(stored, name) != getattr(entry, name)}
    if entry.delivery_region and entry.delivery_region != stored.delivery_region:
        changed.add("delivery_address")  # the code belongs to the address and is locked with it
    if [_line_content(line) for line in stored.lines] != [_line_content(line) for line in entry.lines]:
        changed.add("lines")
    return changed


def _line_content(line: object) -> tuple[object, ...]:
    return tuple(
        getattr(line, n) for n in ("item_id", "quantity", "unit_price", "discount_rate", "wanted_date", "remark")
    )


def order_values(draft: OrderDraft) -> dict[str, object]:
    """The order's own columns that a draft decides."""
    entry, totals = draft.entry, draft.totals
    return {
        "customer_id": draft.customer.id, "customer_name": draft.customer.name,
        "external_number": entry.external_number, "channel": entry.channel, **draft.contact, **draft.delivery, **draft.roles,
        "delivery_region_id": draft.delivery_region or None, "delivery_method_id": entry.delivery_method_id, "payment_terms": str(draft.payment_terms),
        "payment_method": entry.payment_method, "store_id": entry.store_id, "warehouse_id": draft.warehouse_id, "wanted_date": entry.wanted_date,
        "contract_number": entry.contract_number, "remark": entry.remark, "internal_remark": entry.internal_remark,
        "currency": draft.currency, "rate": draft.rate, "checklist": dict(entry.checklist), "custom": dict(entry.custom), "goods_total": totals.goods_total,
        "discount_total": totals.discount_total, "order_discount": totals.order_discount, "freight": totals.freight,
        "tax_total": totals.tax_total, "total": totals.total, "cost_total": totals.cost_total,
        "line_count": len(draft.lines),
    }  # fmt: skip
