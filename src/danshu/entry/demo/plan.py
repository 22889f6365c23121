"""How five hundred demo orders are spread over the last four months, and where each of them stands."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from danshu.entry.demo.calendar import Hours


@dataclass(frozen=True, slots=True)
class Fate:
    """Where orders end: how many, and how old they are (days)."""

    end: str
    count: int
    youngest: float
    oldest: float


FATES = (
    Fate("draft", 18, 0.02, 6), Fate("awaiting_review", 24, 0.02, 1.5), Fate("supervision", 4, 0.1, 1.2),
    Fate("rejected", 10, 0.5, 40), Fate("cancelled", 22, 5, 118), Fate("approved", 40, 0.2, 8),
    Fate("partly_paid", 14, 1, 9), Fate("paid", 41, 0.3, 3), Fate("refund_asked", 3, 1, 4),
    Fate("to_pick", 8, 0.6, 2), Fate("to_hand_over", 6, 0.6, 2), Fate("partly_shipped", 18, 2, 8),
    Fate("exception", 6, 2, 9), Fate("shipped", 48, 2, 6), Fate("overdue", 14, 66, 100), Fate("signed", 36, 4, 14),
    Fate("completed", 188, 12, 120),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """One order to be."""

    end: str
    placed_at: datetime
    is_large: bool
    on_account: bool


def plans(dice: random.Random, hours: Hours, at: datetime) -> list[Plan]:
    """All orders, the oldest first."""
    made = []
    for fate in FATES:
        for number in range(fate.count):
            step = (fate.oldest - fate.youngest) / fate.count
            age = fate.youngest + step * (number + dice.random())
            placed = hours.around(at - timedelta(days=age))
            large = _is_large(fate.end, number)
            made.append(Plan(fate.end, placed, large, _on_account(fate.end, number) and not large))
    return sorted(made, key=lambda plan: plan.placed_at)


def _is_large(end: str, number: int) -> bool:
    return end == "supervision" or (end in ("completed", "signed", "shipped") and number % 29 == 7)


def _on_account(end: str, number: int) -> bool:
    return end == "overdue" or (end in ("completed", "signed", "shipped", "approved") and number % 5 == 2)
