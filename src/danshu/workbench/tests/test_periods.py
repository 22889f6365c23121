"""Periods up to today and what each is compared with."""

from __future__ import annotations

from datetime import date

import pytest

from danshu.kit.figures import Window
from danshu.workbench.cards import parts_of
from danshu.workbench.periods import back_by_months, chosen

pytestmark = pytest.mark.spec("RPT-001", "COM-014")
FRIDAY = date(2026, 9, 18)


@pytest.mark.parametrize(
    ("period", "first", "before"),
    [
        ("today", date(2026, 9, 18), (date(2026, 9, 17), date(2026, 9, 17))),
        ("week", date(2026, 9, 14), (date(2026, 9, 7), date(2026, 9, 11))),
        ("month", date(2026, 9, 1), (date(2026, 8, 1), date(2026, 8, 18))),
        ("quarter", date(2026, 7, 1), (date(2026, 4, 1), date(2026, 6, 18))),
        ("year", date(2026, 1, 1), (date(2025, 1, 1), date(2025, 9, 18))),
        ("nonsense", date(2026, 9, 1), (date(2026, 8, 1), date(2026, 8, 18))),
    ],
)
def test_a_period_runs_to_today_and_is_compared_with_as_much_of_the_one_before(
    period: str, first: date, before: tuple[date, date]
) -> None:
    time = chosen(period, "", FRIDAY)
    assert (time.window, time.before) == (Window(first, FRIDAY), Window(*before))


def test_the_year_before_and_the_end_of_short_months() -> None:
    assert chosen("month", "year_before", FRIDAY).before == Window(date(2025, 9, 1), date(2025, 9, 18))
    assert chosen("month", "previous", date(2026, 3, 31)).before == Window(date(2026, 2, 1), date(2026, 2, 28))
    assert back_by_months(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert back_by_months(date(2026, 1, 15), 1) == date(2025, 12, 15)


def test_bars_are_days_weeks_or_months() -> None:
    days = parts_of(Window(date(2026, 9, 1), FRIDAY))
    assert (len(days), days[0].first, days[0].last) == (18, date(2026, 9, 1), date(2026, 9, 1))
    weeks = parts_of(Window(date(2026, 7, 1), FRIDAY))
    assert (weeks[0], weeks[1]) == (
        Window(date(2026, 7, 1), date(2026, 7, 5)), Window(date(2026, 7, 6), date(2026, 7, 12)),
    )  # fmt: skip
    months = parts_of(Window(date(2026, 1, 1), FRIDAY))
    assert [part.last for part in months][-2:] == [date(2026, 8, 31), FRIDAY]
    assert len(months) == 9
