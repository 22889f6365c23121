"""What of a change has to be approved, and by whom: only what the change itself touches (ORD-014, ORD-023)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from danshu.amendments.differences import changed_terms, line_differences
from danshu.amendments.lifecycle import Aspect
from danshu.amendments.models import Amendment
from danshu.amendments.snapshot import Version, total_of
from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.parameters.queries import value
from danshu.sales.conditions import Condition
from danshu.sales.drafting import DraftLine, OrderDraft
from danshu.sales.editing import editable_fields
from danshu.sales.kinds import KINDS
from danshu.sales.records import Order
from danshu.sales.rules import AMEND, OrderFacts
from danshu.sales.rules.review import price_conditions

ROLES = frozenset({"paying_customer_id", "invoice_customer_id"})
PRICING = frozenset({"unit_price", "discount_rate", "amount"})


def aspects(before: Version, after: Version, draft: OrderDraft) -> list[str]:
    """What somebody has to approve; empty for a change of delivery, contact, dates and remarks alone."""
    return [str(aspect) for aspect in _aspects(before, after, draft)]


def _aspects(before: Version, after: Version, draft: OrderDraft) -> Iterator[Aspect]:
    pairs, terms = line_differences(before, after), set(changed_terms(before, after))
    repriced = any(pair.state in ("added", "removed") or pair.changed & PRICING for pair in pairs)
    if repriced or before["totals"] != after["totals"] or "payment_terms" in terms:
        yield Aspect.MONEY
    had = {line["line_id"]: line["quantity"] for line in before["lines"]}
    if any(_takes_stock(line, had.get(line.entry.line_id)) for line in draft.lines):
        yield Aspect.STOCK
    if terms & ROLES:
        yield Aspect.ROLES


def _takes_stock(line: DraftLine, had: str | None) -> bool:
    """True when more of something that is shipped is wanted than was agreed."""
    shipped = line.item.kind in KINDS and KINDS[line.item.kind].is_shipped
    return shipped and (had is None or line.quantity > Decimal(had))


def conditions(
    before: Version, after: Version, draft: OrderDraft, *, actor: Actor, at: datetime
) -> list[dict[str, Any]]:
    """Why the supervisor's right is needed: prices of lines that change, or an order that becomes a large one."""
    repriced = {
        pair.line["position"]
        for pair in line_differences(before, after)
        if pair.after is not None and (pair.state == "added" or pair.changed & PRICING)
    }
    found = [
        each.stored
        for each in price_conditions(OrderFacts(draft=_only(draft, repriced), stage=AMEND, actor=actor, at=at))
    ]
    large = value("large_order_amount") or ZERO
    if total_of(before) * draft.rate < large <= total_of(after) * draft.rate:
        found.append(Condition("large").stored)
    return found


def _only(draft: OrderDraft, positions: set[int]) -> OrderDraft:
    """The draft with those lines alone, as far as prices are concerned."""
    chosen = [(x, y) for x, y in zip(draft.lines, draft.totals.lines, strict=True) if x.position in positions]
    totals = replace(draft.totals, lines=tuple(amounts for _line, amounts in chosen))
    return replace(draft, lines=tuple(line for line, _amounts in chosen), totals=totals)


def passes_at_once(order: Order, amendment: Amendment, actor: Actor) -> bool:
    """True for a change that nobody has to approve, made by somebody who may edit just these terms himself."""
    changed = set(changed_terms(amendment.before, amendment.after))
    if any(pair.state != "same" for pair in line_differences(amendment.before, amendment.after)):
        changed.add("lines")
    return not amendment.aspects and not amendment.conditions and changed <= editable_fields(order, actor)


def may_decide(order: Order, amendment: Amendment, actor: Actor) -> bool:
    """Nobody accepts what he proposed, nor a change of the order that he is responsible for (INV-A1)."""
    return actor.is_system or actor.user_id not in {amendment.proposed_by_id, order.owner_id}
