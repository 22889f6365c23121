"""Facts about prices that other modules react to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from danshu.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRuleSet(Event):
    """An item has a price of its own for a customer, a price level or from a quantity on, for some days."""

    name: ClassVar[str] = "pricing.price_rule_set"

    item_id: int
    kind: str
    price: Decimal
    currency: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRuleEnded(Event):
    """Such a price ends after a day, or was withdrawn before it began (None)."""

    name: ClassVar[str] = "pricing.price_rule_ended"

    item_id: int
    kind: str
    last_day: date | None
