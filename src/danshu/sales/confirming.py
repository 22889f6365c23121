"""What approval does to the world: lines are assigned, checked and claim what they need; and how it is undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.sales.drafting import OrderDraft
from danshu.sales.kinds import KindLine, KindOrder, by_kind, kind_of
from danshu.sales.models import Order, OrderLine
from danshu.sales.rules import APPROVE, OrderFacts


def confirm(
    draft: OrderDraft,
    *,
    order_id: int,
    line_ids: Sequence[int],
    number: str,
    actor: Actor,
    at: datetime,
    seen: dict[str, Any] | None = None,
) -> OrderDraft:
    """Assign warehouses and claim what the lines need; returns the draft with its warehouses.

    `seen`: what the kinds read for this decision already (OrderFacts.seen). Raises the kinds' refusals (StockShort names every gap). Kinds are asked in a fixed order (CC-2).
    """
    facts = OrderFacts(draft=draft, stage=APPROVE, actor=actor, at=at, line_ids=line_ids)
    known = {} if seen is None else seen
    order = KindOrder(order_id, number, draft.unit_id, draft.warehouse_id, draft.customer.id, APPROVE, known)
    for code, lines in by_kind(facts.kind_lines()).items():
        draft = draft.with_warehouses(kind_of(code).assign(order, lines))
    facts = OrderFacts(draft=draft, stage=APPROVE, actor=actor, at=at, line_ids=line_ids)
    for code, lines in by_kind(facts.kind_lines()).items():
        kind_of(code).claim(order, lines, actor=actor, at=at)
    return draft


def unconfirm(order: Order, lines: Sequence[OrderLine], *, actor: Actor, at: datetime) -> None:
    """Give back everything the lines claimed and did not use."""
    seen = KindOrder(order.pk, order.number, order.unit_id, order.warehouse_id, order.customer_id, order.status)
    for code, claimed in by_kind([(line.kind, kind_line(line)) for line in lines]).items():
        kind_of(code).release(seen, claimed, actor=actor, at=at)


def kind_line(line: OrderLine) -> KindLine:
    """A stored line as its kind sees it."""
    return KindLine(line.position, line.item_id, line.item_code, line.item_name, line.unit_name, line.quantity,
                    line.warehouse_id, line.pk)  # fmt: skip
