"""Exact amounts of one currency (COM-014, INV-M7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache

# decimals of amounts where they are not two; the table of currencies has the last word (set_decimals)
MINOR_UNITS: dict[str, int] = {"JPY": 0, "KRW": 0, "VND": 0, "BHD": 3, "KWD": 3}
ZERO = Decimal(0)


@lru_cache(maxsize=256)
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 for most."""
    return Decimal(1).scaleb(-MINOR_UNITS.get(currency, 2))


def set_decimals(decimals: Mapping[str, int]) -> None:
    """Round amounts of these currencies to so many decimals from now on; called when the currencies are read (CAT-020)."""
    changed = {code: places for code, places in decimals.items() if MINOR_UNITS.get(code, 2) != places}
    if changed:
        MINOR_UNITS.update(changed)
        minor_unit.cache_clear()


def round_amount(amount: Decimal, currency: str = "CNY") -> Decimal:
    """Round half up to the currency's decimals: the one place where money is rounded."""
    return amount.quantize(minor_unit(currency), ROUND_HALF_UP)


def stored_amount(amount: Decimal) -> Decimal:
    """The amount as its column will give it back, so that the first answer and its replay are the same."""
    return amount.quantize(Decimal("0.01"))


def split_amount(amount: Decimal, weights: Sequence[Decimal], currency: str = "CNY") -> list[Decimal]:
    """Share an amount out by weight so that the parts add up to the last cent.

    What rounding leaves over goes to the largest shares first (ORD-006: "remainder to the largest line").
    Equal weights are assumed when all weights are zero. Raises ValueError without weights.
    """
    if not weights:
        raise ValueError("cannot split without weights")
    if not sum(weights):
        weights = [Decimal(1)] * len(weights)
    unit, total = minor_unit(currency), sum(weights)
    parts = [(amount * weight / total).quantize(unit, ROUND_FLOOR) for weight in weights]
    cents_left = int((amount - sum(parts)) / unit)
    for index in sorted(range(len(parts)), key=lambda i: -weights[i])[:cents_left]:
        parts[index] += unit
    return parts


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency; never a float, never rounded in silence."""

    amount: Decimal
    currency: str = "CNY"

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def times(self, factor: Decimal | int) -> Money:
        """The exact product, not rounded."""
        return Money(self.amount * factor, self.currency)

    def rounded(self) -> Money:
        """Half up to the currency's decimals."""
        return Money(round_amount(self.amount, self.currency), self.currency)

    def split(self, weights: Sequence[Decimal]) -> list[Money]:
        """Share out by weight; the parts add up to the whole."""
        return [Money(part, self.currency) for part in split_amount(self.amount, weights, self.currency)]

    @staticmethod
    def total(amounts: Iterable[Money], currency: str = "CNY") -> Money:
        """The sum; zero of `currency` when there is nothing to add."""
        result = Money(ZERO, currency)
        for amount in amounts:
            result = result + amount
        return result

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return other.amount
