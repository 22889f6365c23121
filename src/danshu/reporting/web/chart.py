"""Bars of twelve months, drawn as SVG without any script; the table below says the same in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from danshu.reporting.queries import MonthRow

WIDTH, HEIGHT = 120, 100  # units of the drawing; the page stretches it
STEP, BAR = 10, 3


@dataclass(frozen=True, slots=True)
class Bars:
    """One month: where its two bars stand and how high they are."""

    row: MonthRow
    x: int
    height: float
    x_before: int
    height_before: float
    share: float

    @property
    def y(self) -> float:
        """Where the bar of this year begins; drawings count from the top."""
        return round(HEIGHT - self.height, 2)

    @property
    def y_before(self) -> float:
        """The same for the year before."""
        return round(HEIGHT - self.height_before, 2)


def bars_of(rows: Sequence[MonthRow]) -> list[Bars]:
    """The bars, the highest of both years as high as the drawing; `share` (per cent) compares months of this year."""
    amounts = [amount for row in rows for amount in (row.sold.amount, row.before.amount)]
    highest = max(amounts, default=Decimal(0))
    best = max((row.sold.amount for row in rows), default=Decimal(0))
    return [
        Bars(
            row, place * STEP + 5, _part(row.sold.amount, highest, HEIGHT), place * STEP + 1,
            _part(row.before.amount, highest, HEIGHT), _part(row.sold.amount, best, 100),
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip


def _part(amount: Decimal, whole: Decimal, of: int) -> float:
    return round(float(amount / whole * of), 2) if whole > 0 else 0.0
