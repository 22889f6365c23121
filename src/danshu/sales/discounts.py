"""How much a person may take off the list price (ORD-007, ORD-023)."""

from __future__ import annotations

from decimal import Decimal

from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.parameters.queries import value
from danshu.parameters.registry import PARAMETERS
from danshu.sales.drafting import DraftLine, OrderDraft

HUNDRED = Decimal(100)
MANUAL = "manual"
# roles above sales: the parameter's "higher roles have none"
UNLIMITED = frozenset({"ADM", "ORA", "ODK"})


def discount_limit(actor: Actor) -> Decimal | None:
    """The largest discount in percent; None without limit.

    The most generous of parameter `discount_limit` for the person's roles and of what his roles carry themselves.
    """
    if actor.is_system or UNLIMITED & set(actor.roles):
        return None
    # a role that a change made earlier does not know has its delivered limit; an empty one has none
    by_role = {**PARAMETERS["discount_limit"].default, **(value("discount_limit") or {})}
    found = [Decimal(str(by_role[role])) for role in actor.roles if by_role.get(role) is not None]
    if own := actor.limits.get("discount_limit"):
        found.append(Decimal(own))
    return max(found) if found else None


def discount_rate(draft: OrderDraft) -> Decimal:
    """What the order is below the prices of the price list, in percent; a typed lower price counts like a discount.

    The price agreed with the customer or his level is what the list gives, and none (CAT-006).
    """
    listed = sum((_undiscounted(line) * line.quantity for line in draft.lines), ZERO)
    net = sum((amounts.amount for amounts in draft.totals.lines), ZERO)
    return max((listed - net) * HUNDRED / listed, ZERO) if listed else ZERO


def _undiscounted(line: DraftLine) -> Decimal:
    return max(line.list_price, line.unit_price) if line.price_source == MANUAL else line.unit_price


def net_prices(draft: OrderDraft) -> dict[int, Decimal]:
    """What one unit of each line (by position) really costs: after its own discount and its share of the order's.

    Zero where nothing is left to pay, whatever the cents of the shares.
    """
    found = {}
    for line, amounts in zip(draft.lines, draft.totals.lines, strict=True):
        share = amounts.allocated_discount / line.quantity if amounts.allocated_discount else ZERO
        net = line.unit_price * line.entry.discount_rate / HUNDRED - share
        found[line.position] = ZERO if share and not amounts.amount else net
    return found
