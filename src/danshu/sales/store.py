"""Writes order rows from drafts: one writer for page, API and import, set-based (exemplar 2, performance rule 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.models import stored
from danshu.kit.questions import Question
from danshu.kit.search import search_tokens
from danshu.kit.sql import ids_question, insert_together
from danshu.sales.drafting import DraftLine, OrderDraft
from danshu.sales.kinds import KINDS
from danshu.sales.lifecycle import ShippingState
from danshu.sales.models import Order

ORDER_COLUMNS: dict[str, str] = {
    "id": "bigint", "number": "text", "external_number": "text", "type": "text", "channel": "text", "status": "text",
    "order_date": "date", "customer_id": "bigint", "customer_name": "text", "paying_customer_id": "bigint", "paying_name": "text", "paying_contact": "text",
    "paying_phone": "text", "paying_email": "text", "invoice_customer_id": "bigint", "invoice_name": "text",
    "invoice_contact": "text", "invoice_phone": "text", "invoice_email": "text", "contact_name": "text",
    "contact_phone": "text", "contact_email": "text", "recipient": "text", "recipient_phone": "text",
    "delivery_address": "text", "delivery_region_id": "text", "delivery_method_id": "bigint", "payment_terms": "text", "payment_method": "text",
    "payment_terms_days": "int", "contract_number": "text", "store_id": "bigint", "warehouse_id": "bigint", "wanted_date": "date",
    "remark": "text", "internal_remark": "text", "is_foreign": "boolean", "unit_id": "bigint", "owner_id": "bigint",
    "created_by_id": "bigint", "currency": "text", "rate": "numeric", "tax_included": "boolean",
    "goods_total": "numeric", "discount_total": "numeric", "order_discount": "numeric", "freight": "numeric",
    "tax_total": "numeric", "total": "numeric", "cost_total": "numeric", "line_count": "int",
    "paid_amount": "numeric", "refunded_amount": "numeric", "payment_state": "text", "shipping_state": "text",
    "credit_state": "text", "supervision_state": "text", "open_exceptions": "int", "checklist": "jsonb",
    "submitted_at": "timestamptz", "approved_at": "timestamptz", "approved_by_id": "bigint",
    "paid_at": "timestamptz", "started_at": "timestamptz", "shipped_at": "timestamptz", "signed_at": "timestamptz",
    "completed_at": "timestamptz", "cancelled_at": "timestamptz", "end_reason": "text", "reject_reason": "text", "satisfaction_comment": "text",
    "print_count": "int", "custom": "jsonb", "version": "int", "created_at": "timestamptz", "updated_at": "timestamptz",
    "updated_by_name": "text", "search_tokens": "text[]",
}  # fmt: skip

# what a draft without its own roles has: those of history
NO_ROLES = {
    f"{role}_{part}": None if part == "customer_id" else ""
    for role in ("paying", "invoice") for part in ("customer_id", "name", "contact", "phone", "email")
}  # fmt: skip

LINE_COLUMNS: dict[str, str] = {
    "id": "bigint", "order_id": "bigint", "position": "int", "item_id": "bigint", "kind": "text", "item_code": "text",
    "item_name": "text", "model": "text", "specification": "text", "unit_name": "text", "warehouse_id": "bigint",
    "quantity": "numeric", "list_price": "numeric", "unit_price": "numeric", "price_source": "text",
    "discount_rate": "numeric", "line_discount": "numeric", "allocated_discount": "numeric", "tax_rate": "numeric",
    "tax_amount": "numeric", "amount": "numeric", "cost": "numeric", "wanted_date": "date", "remark": "text",
    "shipped_quantity": "numeric", "signed_quantity": "numeric", "returned_quantity": "numeric", "done_at": "timestamptz",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewOrder:
    """A draft about to be stored: identities taken beforehand, status and facts decided."""

    draft: OrderDraft
    order_id: int
    line_ids: Sequence[int]
    number: str
    status: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    line_facts: Sequence[Mapping[str, Any]] = ()


def take_ids(line_counts: Sequence[int]) -> list[tuple[int, list[int]]]:
    """Identities for orders and their lines, one statement for all."""
    return order_ids_question(line_counts).answer()


def order_ids_question(line_counts: Sequence[int]) -> Question[list[tuple[int, list[int]]]]:
    """`take_ids` as a question."""

    def deal(taken: Sequence[Sequence[int]]) -> list[tuple[int, list[int]]]:
        orders, lines = taken
        rest = iter(lines)
        return [(order_id, list(islice(rest, count))) for order_id, count in zip(orders, line_counts, strict=True)]

    return ids_question(("sales_order", len(line_counts)), ("sales_orderline", sum(line_counts))).then(deal)


def insert_orders(new: Sequence[NewOrder], *, actor: Actor, at: datetime) -> list[Order]:
    """Insert orders and lines, one statement whatever the numbers; the orders as they are now stored."""
    return [stored(Order, row) for row in write_orders(new, actor=actor, at=at)]


def write_orders(new: Sequence[NewOrder], *, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The same for many orders whose records nobody asks for: building those costs more than writing the rows."""
    rows = [order_row(order, actor=actor, at=at) for order in new]
    lines = [row for order in new for row in line_rows(order)]
    insert_together(("sales_order", ORDER_COLUMNS, rows), ("sales_orderline", LINE_COLUMNS, lines))
    return rows


def order_row(new: NewOrder, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """The columns of one order."""
    draft, entry, totals = new.draft, new.draft.entry, new.draft.totals
    row: dict[str, Any] = {
        "id": new.order_id, "number": new.number, "external_number": entry.external_number, "type": "sales",
        "channel": entry.channel, "status": str(new.status), "order_date": draft.order_date,
        "customer_id": draft.customer.id, "customer_name": draft.customer.name, **draft.contact, **draft.delivery, **NO_ROLES, **draft.roles,
        "delivery_region_id": draft.delivery_region or None, "delivery_method_id": entry.delivery_method_id, "payment_terms": str(draft.payment_terms),
        "payment_method": entry.payment_method, "payment_terms_days": draft.customer.payment_terms_days,
        "contract_number": entry.contract_number, "store_id": entry.store_id, "warehouse_id": draft.warehouse_id,
        "wanted_date": entry.wanted_date, "remark": entry.remark, "internal_remark": entry.internal_remark,
        "is_foreign": draft.is_foreign, "unit_id": draft.unit_id, "owner_id": draft.owner_id,
        "created_by_id": actor.user_id, "currency": draft.currency, "rate": draft.rate, "tax_included": draft.tax_included,
        "goods_total": totals.goods_total, "discount_total": totals.discount_total,
        "order_discount": totals.order_discount, "freight": totals.freight, "tax_total": totals.tax_total,
        "total": totals.total, "cost_total": totals.cost_total, "line_count": len(draft.lines),
        "paid_amount": 0, "refunded_amount": 0, "payment_state": "unpaid", "shipping_state": shipping_state(draft),
        "credit_state": "not_checked", "supervision_state": "not_needed", "open_exceptions": 0,
        "checklist": dict(entry.checklist), "submitted_at": None, "approved_at": None,
        "approved_by_id": None, "paid_at": None, "started_at": None, "shipped_at": None, "signed_at": None, "completed_at": None,
        "cancelled_at": None, "end_reason": "", "reject_reason": "", "satisfaction_comment": "", "print_count": 0, "custom": dict(entry.custom), "version": 1,
        "created_at": at, "updated_at": at, "updated_by_name": actor.name,
        "search_tokens": order_tokens(entry.external_number, draft, new.number),
    }  # fmt: skip
    return row | dict(new.facts)


def line_rows(new: NewOrder) -> list[dict[str, Any]]:
    """The columns of one order's lines."""
    facts = new.line_facts or [{}] * len(new.draft.lines)
    return [
        line_row(line, new.draft, index, line_id) | {"order_id": new.order_id} | dict(fact)
        for index, (line, line_id, fact) in enumerate(zip(new.draft.lines, new.line_ids, facts, strict=True))
    ]


def line_row(line: DraftLine, draft: OrderDraft, index: int, line_id: int) -> dict[str, Any]:
    """The columns of one line, without its order."""
    amounts = draft.totals.lines[index]
    return {
        "id": line_id, "position": line.position, "item_id": line.item.id, "kind": line.item.kind,
        "item_code": line.item.code, "item_name": line.item.name, "model": line.item.model,
        "specification": line.item.specification, "unit_name": line.item.unit, "warehouse_id": line.warehouse_id,
        "quantity": line.quantity, "list_price": line.list_price, "unit_price": line.unit_price,
        "price_source": line.price_source, "discount_rate": line.entry.discount_rate,
        "line_discount": amounts.line_discount, "allocated_discount": amounts.allocated_discount,
        "tax_rate": line.item.tax_rate, "tax_amount": amounts.tax_amount, "amount": amounts.amount,
        "cost": amounts.cost, "wanted_date": line.entry.wanted_date, "remark": line.entry.remark,
        "shipped_quantity": 0, "signed_quantity": 0, "returned_quantity": 0, "done_at": None,
    }  # fmt: skip


def shipping_state(draft: OrderDraft) -> str:
    """Whether there is anything to ship."""
    shipped = any(line.item.kind in KINDS and KINDS[line.item.kind].is_shipped for line in draft.lines)
    return str(ShippingState.NOT_SHIPPED if shipped else ShippingState.NOT_APPLICABLE)


def order_tokens(external_number: str, draft: OrderDraft, number: str) -> list[str]:
    """By what an order is found; its items are found through the catalogue."""
    contact = draft.contact
    texts = (number, external_number, draft.entry.contract_number, draft.customer.name, contact["contact_name"],
             contact["contact_phone"])  # fmt: skip
    return search_tokens(*texts)
