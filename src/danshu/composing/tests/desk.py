"""What the tests of this module share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from danshu.composing.operations.merge_orders import merge_orders
from danshu.composing.operations.split_order import split_order
from danshu.kit.actor import Actor
from danshu.kit.verification import CHECKS
from danshu.sales.models import Order
from danshu.sales.tests.world import NOON, World

MODULES = ("composing.", "sales.", "inventory.", "holds.", "fulfilment.", "billing.", "ledger.")


def fresh(order: Order) -> Order:
    """The order as it is stored now."""
    return Order.objects.get(pk=order.pk)


def drifts() -> list[str]:
    """What `danshu verify` says of the modules concerned."""
    return [text for code, check in CHECKS.items() if code.startswith(MODULES) for text in check.function()]


def split(world: World, order: Order, *numbers: object, actor: Actor | None = None, **changes: Any) -> Order:
    """Split the first lines by these quantities."""
    lines = order.lines.order_by("position")
    given = {line.pk: Decimal(str(n)) for line, n in zip(lines, numbers, strict=False) if n}
    return split_order(order_id=order.pk, quantities=given, actor=actor or world.reviewer, at=NOON, **changes)


def merge(world: World, *orders: Order, actor: Actor | None = None, **changes: Any) -> Order:
    """Merge into the first."""
    kept, *others = orders
    return merge_orders(
        order_id=kept.pk, order_ids=[each.pk for each in others], actor=actor or world.clerk, at=NOON, **changes
    )


def lines_of(order: Order) -> list[tuple[int, str, Decimal, Decimal]]:
    """(place, code, quantity, amount) of each line."""
    return list(order.lines.order_by("position").values_list("position", "item_code", "quantity", "amount"))
