"""What the tests of change orders share: proposals made from the stored order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from danshu.amendments.models import Amendment
from danshu.amendments.operations.accept_amendment import accept_amendment
from danshu.amendments.operations.propose_amendment import propose_amendment
from danshu.amendments.snapshot import Proposal
from danshu.kit.actor import Actor
from danshu.sales.drafting import LineEntry
from danshu.sales.loading import order_lines, stored_entry
from danshu.sales.models import Order
from danshu.sales.tests.world import NOON, World

Lines = Callable[[list[LineEntry]], list[LineEntry]]


def fresh(order: Order) -> Order:
    """The order as it is stored now."""
    return Order.objects.get(pk=order.pk)


def wanted(order: Order, lines: Lines = list, **changes: Any) -> Proposal:
    """The stored order as a proposal: `lines` maps its lines, `changes` are terms or fields of the proposal."""
    order = fresh(order)
    entry = stored_entry(order, order_lines(order))
    roles = {name: changes.pop(name) for name in list(changes) if name in Proposal.__dataclass_fields__}
    return Proposal(replace(entry, lines=lines(list(entry.lines)), **changes), **roles)


def quantities(*numbers: object) -> Lines:
    """The first lines with these quantities; None takes a line out."""

    def changed(lines: list[LineEntry]) -> list[LineEntry]:
        given = zip(lines, numbers, strict=True)
        return [replace(line, quantity=Decimal(str(n))) for line, n in given if n is not None]

    return changed


def propose(
    world: World, order: Order, lines: Lines = list, *, actor: Actor | None = None, **changes: Any
) -> Amendment:
    """Propose in the clerk's name."""
    return propose_amendment(
        order_id=order.pk,
        proposal=wanted(order, lines, **changes),
        reason="客户要求",
        actor=actor or world.clerk,
        at=NOON,
    )


def accept(world: World, amendment: Amendment, *, actor: Actor | None = None) -> Amendment:
    """Accept in the reviewer's name."""
    return accept_amendment(amendment_id=amendment.pk, actor=actor or world.reviewer, at=NOON)
