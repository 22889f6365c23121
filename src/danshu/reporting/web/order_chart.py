"""Bars of the order statistics as SVG without any script; the table below says the same in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from danshu.reporting.statistics import Row

WIDTH, HEIGHT, MOST = 600, 200, 60  # units of the drawing; more bars than MOST say nothing
WIDEST = 48
ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar and the address that it opens."""

    row: Row
    x: float
    y: float
    width: float
    height: float
    label: str
    is_minor: bool = False  # the label that a narrow screen leaves out


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars, the marks of the scale from the top down, and how many rows have no bar."""

    bars: Sequence[Bar]
    marks: Sequence[Decimal]
    left_out: int


def chart_of(rows: Sequence[Row]) -> Chart | None:
    """Where everything stands; None when there is nothing to draw."""
    shown = list(rows[:MOST])
    highest = max((row.group.amount for row in shown), default=Decimal(0))
    if highest <= 0:
        return None
    top, step = _top(highest), WIDTH / len(shown)
    every = -(-len(shown) // 8)
    bars = []
    width = min(step * 0.6, WIDEST)
    for number, row in enumerate(shown):
        height = round(float(max(row.group.amount, Decimal(0)) / top) * HEIGHT, 1)
        label, x = row.label if number % every == 0 else "", (number + 0.5) * step - width / 2
        bars.append(
            Bar(row, round(x, 1), round(HEIGHT - height, 1), round(width, 1), height, label, number // every % 2 == 1)
        )
    return Chart(bars, [top * part / 4 for part in (4, 3, 2, 1, 0)], len(rows) - len(shown))


def _top(highest: Decimal) -> Decimal:
    """The end of a scale with four even steps, not below the highest value."""
    step = highest / 4
    power = Decimal(10) ** step.adjusted()
    return 4 * power * next(factor for factor in ROUND if factor * power >= step)
