"""Drafts become stored orders: one statement for the orders, one for their lines, numbers taken last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from danshu.exchange.importing import Action, ImportContext, Ref
from danshu.kit.clock import company_zone
from danshu.kit.context import current_context, publish
from danshu.numbering.operations.next_numbers import next_numbers
from danshu.sales.drafting import DraftLine, OrderDraft
from danshu.sales.events import OrderImported
from danshu.sales.intake.types import Plan
from danshu.sales.kinds import KINDS
from danshu.sales.lifecycle import OrderStatus, PaymentState, ShippingState
from danshu.sales.numbers import ORDER_SERIES
from danshu.sales.store import NewOrder, take_ids, write_orders
from danshu.sales.telling import facts_of_draft


def store(plans: Sequence[Plan], context: ImportContext) -> dict[int, Ref]:
    """Write the plans that have a draft; group number -> the order. Each has its history entry and its event."""
    chosen = [(plan, plan.draft) for plan in plans if plan.draft is not None and not plan.problems]
    if not chosen:
        return {}
    ids = take_ids([len(draft.lines) for _plan, draft in chosen])
    numbers = next_numbers(ORDER_SERIES, count=len(chosen), at=context.at)
    new = [
        NewOrder(draft, order_id, line_ids, number, plan.status, *_facts(plan, draft))
        for (plan, draft), (order_id, line_ids), number in zip(chosen, ids, numbers, strict=True)
    ]
    write_orders(new, actor=context.actor, at=context.at)
    reason = _("导入 %(file)s") % {"file": context.file_name or context.batch_id}
    refs = {}
    for (plan, draft), order in zip(chosen, new, strict=True):
        _tell(order, reason)
        label = f"{order.number} · {plan.number}"
        if context.dry:  # numbers are given again to the next part of a dry run
            label = f"{plan.number} · {draft.customer.id or draft.customer.name} · {draft.order_date}"
        refs[plan.group.number] = Ref("sales.order", order.order_id, Action.CREATED, label)
    return refs


def _tell(order: NewOrder, reason: str) -> None:
    changes = {
        "status": (None, str(order.status)), "total": (None, order.draft.totals.total),
        "external_number": (None, order.draft.entry.external_number),
    }  # fmt: skip
    current_context().changed(
        "sales.order", order.order_id, label=order.number, changes=changes, reason=reason, action="sales.import_order"
    )
    facts = facts_of_draft(order.draft, order.order_id, order.number)
    publish(OrderImported(**facts, status=str(order.status), order_date=order.draft.order_date))


def _facts(plan: Plan, draft: OrderDraft) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
    """Columns of an order that is over already: when it was, that it was settled, that everything arrived."""
    if plan.status == OrderStatus.DRAFT:
        return {}, ()
    ordered = _noon(draft.order_date)
    if plan.status == OrderStatus.CANCELLED:
        ended = {"submitted_at": ordered, "cancelled_at": ordered, "end_reason": _("导入时已取消")}
        return {**ended, **(_paid(plan, draft, ordered) if plan.paid is not None else {})}, ()
    shipped = _noon(plan.first["shipped_on"]) if plan.first["shipped_on"] else ordered
    goods = any(_is_shipped(line) for line in draft.lines)
    facts = {
        "submitted_at": ordered, "approved_at": ordered, "started_at": ordered, "completed_at": max(ordered, shipped),
        **_paid(plan, draft, ordered),
        "shipping_state": str(ShippingState.SIGNED if goods else ShippingState.NOT_APPLICABLE),
    }  # fmt: skip
    if goods:
        facts |= {"shipped_at": shipped, "signed_at": shipped}
    return facts, [_line_facts(line, shipped) for line in draft.lines]


def _paid(plan: Plan, draft: OrderDraft, ordered: datetime) -> Mapping[str, Any]:
    """What came in and went back; a history whose sheet does not say it was settled in full."""
    total, refunded = draft.totals.total, plan.refunded
    paid = total if plan.paid is None else plan.paid
    state = PaymentState.PAID
    if not paid and total:
        state = PaymentState.UNPAID
    elif refunded:
        state = PaymentState.REFUNDED if refunded >= paid else PaymentState.PARTLY_REFUNDED
    elif paid < total:
        state = PaymentState.PARTLY_PAID
    return {"paid_at": ordered if paid or not total else None, "paid_amount": paid, "refunded_amount": refunded,
            "payment_state": str(state)}  # fmt: skip


def _line_facts(line: DraftLine, shipped: datetime) -> Mapping[str, Any]:
    if _is_shipped(line):
        return {"shipped_quantity": line.quantity, "signed_quantity": line.quantity}
    return {"done_at": shipped}


def _is_shipped(line: DraftLine) -> bool:
    return line.item.kind in KINDS and KINDS[line.item.kind].is_shipped


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), company_zone())
