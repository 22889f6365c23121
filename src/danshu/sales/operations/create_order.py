"""Enter an order: as a draft, or submitted at once (ORD-004, ORD-009)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from danshu.custom_fields.queries import definitions_question
from danshu.dictionaries.queries import is_choosable
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.operation import operation
from danshu.kit.questions import Question
from danshu.numbering.operations.next_numbers import next_numbers
from danshu.parameters.queries import parameters_question
from danshu.sales.confirming import confirm
from danshu.sales.drafting import OrderDraft, OrderEntry
from danshu.sales.events import OrderApproved, OrderSubmitted
from danshu.sales.kinds import foresee
from danshu.sales.lifecycle import Channel, OrderStatus
from danshu.sales.models import Order
from danshu.sales.numbers import ORDER_SERIES, WEB_SERIES
from danshu.sales.permissions import CREATE_ORDER
from danshu.sales.preparation import item_ids, prepare_order
from danshu.sales.queries import usual_delivery_method
from danshu.sales.references import DELIVERY_METHOD
from danshu.sales.reviewing import needs_review
from danshu.sales.rules import SUBMIT, OrderFacts
from danshu.sales.store import NewOrder, insert_orders, order_ids_question
from danshu.sales.submission import TotalChanged, open_supervision, require_seen_total, require_submittable
from danshu.sales.telling import facts_of_draft
from danshu.validation.queries import rules_question

__all__ = ["TotalChanged", "create_order"]

WEB_CHANNELS = (Channel.SHOP, Channel.SELF_SERVICE)


@operation("sales.create_order", permission=CREATE_ORDER, label=("新建订单", "Create order"))
def create_order(
    *, entry: OrderEntry, submit: bool = False, expected_total: Decimal | None = None, actor: Actor, at: datetime
) -> Order:
    """Store an order with number, frozen names, prices and totals computed here.

    A draft holds nothing. With `submit` the rules of submission must pass; the order then awaits review, or is
    approved at once, claims included, when its channel needs no review. Raises FieldErrors, NotFound (customer
    out of scope), TotalChanged (the amount is not `expected_total`, which somebody saw), Blocked with all blocking
    findings, StockShort. Statements do not depend on the number of lines.
    """
    entry = _delivered_as_usual(entry)
    identities = order_ids_question([len(entry.lines)])
    seen = foresee(actor.unit_id, item_ids(entry)) if submit and actor.unit_id else {}
    ahead: list[Question[Any]] = [
        identities,
        parameters_question(),
        definitions_question(),
        rules_question(),
        *seen.values(),
    ]
    draft = prepare_order(entry, actor=actor, at=at, ahead=ahead)
    require_seen_total(draft, expected_total)
    ((order_id, line_ids),) = identities.answer()
    facts: dict[str, Any] = {}
    status = OrderStatus.DRAFT
    if submit:
        checked = OrderFacts(draft=draft, stage=SUBMIT, actor=actor, at=at, seen=seen)
        require_submittable(checked)
        status, facts = OrderStatus.AWAITING_REVIEW, {"submitted_at": at}
        if not needs_review(checked):
            status = OrderStatus.APPROVED
            draft = confirm(draft, order_id=order_id, line_ids=line_ids, number="", actor=actor, at=at,
                            seen=checked.seen)  # fmt: skip
            facts |= {"approved_at": at, "approved_by_id": actor.user_id}
    series = WEB_SERIES if entry.channel in WEB_CHANNELS else ORDER_SERIES
    number = next_numbers(series, count=1, at=at)[0]
    (order,) = insert_orders([NewOrder(draft, order_id, line_ids, number, status, facts)], actor=actor, at=at)
    _tell(draft, order_id, number, status, actor=actor, at=at)
    if status == OrderStatus.AWAITING_REVIEW:
        open_supervision(order, checked, at=at)
    return order


def _delivered_as_usual(entry: OrderEntry) -> OrderEntry:
    """As the form fills it in: the delivery method of the customer's latest order, while it can be chosen."""
    if not entry.takes_usual_delivery or entry.delivery_method_id is not None:
        return entry
    usual = usual_delivery_method(entry.customer_id) if entry.customer_id else None
    is_offered = usual is not None and is_choosable(DELIVERY_METHOD, usual)
    return replace(entry, delivery_method_id=usual) if is_offered else entry


def _tell(draft: OrderDraft, order_id: int, number: str, status: str, *, actor: Actor, at: datetime) -> None:
    context = current_context()
    context.changed(
        "sales.order", order_id, label=number,
        changes={"status": (None, str(status)), "total": (None, draft.totals.total)}, action="sales.create_order",
    )  # fmt: skip
    if status == OrderStatus.DRAFT:
        return
    event = OrderSubmitted if status == OrderStatus.AWAITING_REVIEW else OrderApproved
    publish(event(**facts_of_draft(draft, order_id, number)))
