"""Change an order as far as its status allows; what changed is kept (ORD-014)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.operation import operation
from danshu.sales.changing import change_order
from danshu.sales.confirming import confirm, unconfirm
from danshu.sales.digest import content_digest
from danshu.sales.drafting import OrderDraft, OrderEntry
from danshu.sales.editing import AMOUNT, changed_fields, order_values, require_editable
from danshu.sales.events import OrderReopened
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order, order_lines, stored_draft, stored_entry
from danshu.sales.models import Order, OrderLine
from danshu.sales.permissions import EDIT_ORDER
from danshu.sales.preparation import prepare_order
from danshu.sales.rewriting import rewrite_lines, save_warehouses
from danshu.sales.rules import SUBMIT, OrderFacts
from danshu.sales.store import order_tokens, shipping_state
from danshu.sales.submission import open_supervision, require_submittable
from danshu.sales.telling import facts_of


@operation("sales.edit_order", permission=EDIT_ORDER, label=("修改订单", "Edit order"))
def edit_order(*, order_id: int, entry: OrderEntry, version: int | None, actor: Actor, at: datetime) -> Order:
    """Save a changed entry. Fields that the status locks must be equal to the stored ones.

    A changed amount of an approved order sends it back to review and gives back what it claimed; other changes of
    an approved order move its claims along. Raises NotFound, EditConflict, NotEditable, Forbidden, FieldErrors.
    """
    order = locked_order(order_id, actor=actor, permission=EDIT_ORDER, version=version)
    lines = order_lines(order)
    entry = replace(_with_stored_prices(entry, lines), currency=entry.currency or order.currency)
    changed = changed_fields(stored_entry(order, lines), entry)
    if not changed:
        return order
    require_editable(order, changed, actor)
    draft = prepare_order(entry, actor=actor, at=at, keep_customer=order.customer_id == entry.customer_id)
    _save(order, lines, draft, amount_changed=bool(changed & AMOUNT), actor=actor, at=at)
    return order


def _with_stored_prices(entry: OrderEntry, lines: Sequence[OrderLine]) -> OrderEntry:
    """A line whose price nobody typed keeps the price the customer was promised."""
    stored = {line.pk: line for line in lines}
    kept = []
    for line in entry.lines:
        before = stored.get(line.line_id or 0)
        same = before is not None and before.item_id == line.item_id and line.unit_price is None
        kept.append(replace(line, unit_price=before.unit_price) if same and before else line)
    return replace(entry, lines=kept)


def _save(
    order: Order, lines: Sequence[OrderLine], draft: OrderDraft, *, amount_changed: bool, actor: Actor, at: datetime
) -> None:
    status = None
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
        _ask_again(order, at=at, actor=actor)


def _ask_again(order: Order, *, actor: Actor, at: datetime) -> None:
    draft = stored_draft(order, order_lines(order), at=at)
    facts = OrderFacts(draft=draft, stage=SUBMIT, actor=actor, at=at, order=order, digest=content_digest(draft))
    require_submittable(facts)
    open_supervision(order, facts, at=at)
