"""Change an order as far as its status allows; what changed is kept (ORD-014)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.operation import operation
from danshu.sales.changing import change_order
from danshu.sales.confirming import confirm, unconfirm
from danshu.sales.custom import with_stored_custom
from danshu.sales.drafting import OrderDraft, OrderEntry
from danshu.sales.editing import (
    AMOUNT,
    changed_fields,
    is_settled,
    order_values,
    require_editable,
    with_kept_contact,
    with_stored_prices,
)
from danshu.sales.events import OrderReopened
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order, order_lines, stored_entry
from danshu.sales.models import Order, OrderLine
from danshu.sales.operations.submit_order import submit_order
from danshu.sales.permissions import CREATE_ORDER, EDIT_ORDER
from danshu.sales.preparation import prepare_order
from danshu.sales.progress import payment_state_after
from danshu.sales.reviewing import with_editor
from danshu.sales.rewriting import rewrite_lines, save_warehouses
from danshu.sales.rewriting_terms import rewrite_terms
from danshu.sales.store import order_tokens, shipping_state
from danshu.sales.submission import ask_again, require_seen_total
from danshu.sales.telling import facts_of


@operation("sales.edit_order", permission=EDIT_ORDER, label=("修改订单", "Edit order"))
def edit_order(
    *,
    order_id: int,
    entry: OrderEntry,
    version: int | None,
    submit: bool = False,
    expected_total: Decimal | None = None,
    takes_list_prices: bool = False,
    actor: Actor,
    at: datetime,
) -> Order:
    """Save a changed entry. Fields that the status locks must be equal to the stored ones.

    A line without a price keeps the one it was promised; with `takes_list_prices` it gets today's, as somebody who
    emptied the price has seen and confirmed (ORD-006).

    With `submit` it is handed over in the same step, its prices confirmed by whoever sees them in the entry.

    A changed amount of an approved order sends it back to review and gives back what it claimed; any other change
    leaves its lines, claims and progress alone. Raises NotFound, EditConflict, NotEditable, Forbidden, FieldErrors,
    TotalChanged, and with `submit` what submitting raises.
    """
    order = locked_order(order_id, actor=actor, permission=EDIT_ORDER, version=version)
    lines = order_lines(order)
    stored = stored_entry(order, lines)
    entry = replace(entry, currency=entry.currency or order.currency)
    if not takes_list_prices or entry.currency != order.currency:
        entry = with_stored_prices(entry, lines, currency=order.currency)
    entry = with_stored_custom(with_kept_contact(entry, stored), order, actor=actor)
    changed = changed_fields(stored, entry)
    if changed:
        require_editable(order, changed, actor)
        if is_settled(order, changed):
            rewrite_terms(order, entry, stored, changed=changed, actor=actor, at=at)
        else:
            draft = prepare_order(entry, actor=actor, at=at, stored=stored, order=order)
            require_seen_total(draft, expected_total)
            _save(order, lines, draft, changed=changed, actor=actor, at=at)
    if submit:
        actor.require(CREATE_ORDER)
        return submit_order.within(order_id=order.pk, prices_confirmed=True, actor=actor, at=at)
    return order


def _save(
    order: Order, lines: Sequence[OrderLine], draft: OrderDraft, *, changed: set[str], actor: Actor, at: datetime
) -> None:
    status, amount_changed = None, bool(changed & AMOUNT)
    approved = order.status == OrderStatus.APPROVED
    if approved and amount_changed and draft.totals.total != order.total:
        status = OrderStatus.AWAITING_REVIEW
    if approved and amount_changed:
        unconfirm(order, lines, actor=actor, at=at)
    if status:
        current_context().effect("review", _("金额改变，订单退回待审核"), "warn")
        publish(OrderReopened(**facts_of(order)))
    line_changes = rewrite_lines(order, lines, draft)
    values = order_values(draft) | {
        "search_tokens": order_tokens(draft.entry.external_number, draft, order.number),
        "shipping_state": shipping_state(draft),
        "payment_state": payment_state_after(order, draft.totals.total),
        "content_changed_by_ids": with_editor(order, changed, actor),
    }
    if status:
        values |= {"approved_at": None, "approved_by_id": None, "submitted_at": at}
    change_order(order, values, actor=actor, at=at, status=status, extra=line_changes)
    if approved and amount_changed and status is None:
        fresh = order_lines(order)
        ids = [line.pk for line in fresh]
        draft = confirm(draft, order_id=order.pk, line_ids=ids, number=order.number, actor=actor, at=at)
        save_warehouses(fresh, draft)
    if order.status == OrderStatus.AWAITING_REVIEW:
        ask_again(order, at=at, actor=actor)
