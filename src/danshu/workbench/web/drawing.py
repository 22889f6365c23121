"""Bars and lines as SVG without any script; the table beside says the same in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from danshu.ui.formats import MONTHS_EN, english
from danshu.workbench.cards import Bucket

WIDTH, HEIGHT = 600, 200  # units of the drawing; the page stretches it
ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in the drawing."""

    bucket: Bucket
    x: float
    y: float
    width: float
    height: float
    label: str
    is_minor: bool = False  # the label that a narrow screen leaves out


@dataclass(frozen=True, slots=True)
class Course:
    """Bars of what was sold, a line of what was received, and the marks of the scale from the top down."""

    bars: Sequence[Bar]
    line: str
    marks: Sequence[Decimal]


def top_of(highest: Decimal) -> Decimal:
    """The end of a scale with four even steps, not below the highest value."""
    if highest <= 0:
        return Decimal(4)
    step = highest / 4
    power = Decimal(10) ** step.adjusted()
    return 4 * power * next(factor for factor in ROUND if factor * power >= step)


def course_of(buckets: Sequence[Bucket]) -> Course:
    """Where everything stands; labels thin out so that they never touch."""
    received = [bucket.received for bucket in buckets if bucket.received is not None]
    top = top_of(max([bucket.sold for bucket in buckets] + received, default=Decimal(0)))
    step = WIDTH / max(len(buckets), 1)
    every = -(-len(buckets) // 12) or 1
    bars = [_bar(bucket, number, step, top, every) for number, bucket in enumerate(buckets)]
    points = [f"{round((n + 0.5) * step, 1)},{_y(money, top)}" for n, money in enumerate(received)]
    line = " ".join(points) if len(received) == len(buckets) > 1 else ""
    return Course(bars, line, [top * part / 4 for part in (4, 3, 2, 1, 0)])


def _bar(bucket: Bucket, number: int, step: float, top: Decimal, every: int) -> Bar:
    y = _y(bucket.sold, top)
    label = _label(bucket) if number % every == 0 else ""
    minor = number // every % 2 == 1
    return Bar(bucket, round((number + 0.25) * step, 1), y, round(step / 2, 1), round(HEIGHT - y, 1), label, minor)


def _label(bucket: Bucket) -> str:
    """The first day; a month by its name."""
    first, last = bucket.window.first, bucket.window.last
    if (last - first).days < 7:
        return f"{first.month}/{first.day}"
    return MONTHS_EN[first.month - 1] if english() else f"{first.month}月"


def _y(value: Decimal, top: Decimal) -> float:
    return round(HEIGHT - float(value / top) * HEIGHT, 1)


def spark_of(points: Sequence[Decimal | int]) -> str:
    """A small line 160 x 12 of the course of a figure; empty for fewer than three points."""
    if len(points) < 3:
        return ""
    low, high = min(points), max(points)
    reach = float(high - low) or 1.0
    step = 160 / (len(points) - 1)
    return " ".join(f"{round(n * step, 1)},{round(11 - float(p - low) / reach * 10, 1)}" for n, p in enumerate(points))
