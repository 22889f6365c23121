"""Writing the history of prices: one statement for any number of changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from danshu.catalog.queries import items_named
from danshu.kit.actor import Actor
from danshu.kit.sql import insert_rows
from danshu.pricing.models import PriceRule

COLUMNS = {
    "item_id": "bigint", "item_label": "text", "kind": "text", "customer_id": "bigint", "price_level_id": "bigint", "target": "text",
    "min_quantity": "numeric", "currency": "text", "old": "numeric", "new": "numeric", "valid_from": "date",
    "valid_until": "date", "at": "timestamptz", "user_id": "bigint", "user_name": "text", "reason": "text",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One change of one price."""

    item_id: int
    kind: str
    currency: str
    old: Decimal | None
    new: Decimal | None
    customer_id: int | None = None
    price_level_id: int | None = None
    target: str = ""
    min_quantity: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    @classmethod
    def of_rule(cls, rule: PriceRule, *, old: Decimal | None, new: Decimal | None, target: str) -> HistoryLine:
        """A change of a rule over its present days."""
        return cls(
            item_id=rule.item_id, kind=rule.kind, currency=rule.currency, old=old, new=new,
            customer_id=rule.customer_id, price_level_id=rule.price_level_id, target=target,
            min_quantity=rule.min_quantity, valid_from=rule.first_day, valid_until=rule.last_day,
        )  # fmt: skip


def write_history(lines: Sequence[HistoryLine], *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Append lines to the history, in the transaction of the change; at most two statements."""
    if not lines:
        return
    labels = items_named([line.item_id for line in lines])
    who = {"at": at, "user_id": actor.user_id, "user_name": actor.name, "reason": reason[:500]}
    rows = [
        {name: getattr(line, name, "") for name in COLUMNS} | who | {"item_label": labels.get(line.item_id, "")}
        for line in lines
    ]
    insert_rows("pricing_pricechange", COLUMNS, rows)
