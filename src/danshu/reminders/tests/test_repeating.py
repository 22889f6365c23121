"""When a repeated reminder comes back, day by day (COL-009)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from danshu.calendar.rules import WorkCalendar
from danshu.reminders.repeating import next_after

pytestmark = pytest.mark.spec("COL-009")
ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
# the national days of 2026: 1 to 7 October are off, 10 October is worked
OCTOBER = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}
WORK = WorkCalendar(ZONE, OCTOBER)


def at(day: str, clock: str = "09:30") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE)


def following(first: str, repeat: str, count: int, *, put_off: bool = False, after: str = "") -> list[str]:
    """The next days, each asked for at the moment of the one before."""
    moment, found = at(after or first), []
    for _ in range(count):
        moment = next_after(at(first), repeat, moment, work=WORK, put_off=put_off)
        assert (moment.hour, moment.minute) == (9, 30)
        found.append(f"{moment:%m-%d}")
    return found


def test_each_repetition_keeps_its_day_and_hour() -> None:
    assert following("2026-09-18", "daily", 3) == ["09-19", "09-20", "09-21"]
    assert following("2026-09-18", "weekly", 3) == ["09-25", "10-02", "10-09"]
    assert following("2026-09-18", "monthly", 3) == ["10-18", "11-18", "12-18"]
    assert following("2026-09-18", "yearly", 2) == ["09-18", "09-18"]


def test_a_day_that_a_month_lacks_is_its_last_one_and_comes_back_later() -> None:
    assert following("2026-12-31", "monthly", 4) == ["01-31", "02-28", "03-31", "04-30"]
    leap = datetime(2028, 2, 29, 9, 30, tzinfo=ZONE)
    years = [leap]
    for _ in range(4):
        years.append(next_after(leap, "yearly", years[-1], work=WORK))
    assert [f"{moment:%Y-%m-%d}" for moment in years] == [
        "2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29",
    ]  # fmt: skip


def test_working_days_leave_weekends_and_holidays_out_and_take_exchanged_days_in() -> None:
    assert following("2026-09-29", "workday", 5) == ["09-30", "10-08", "10-09", "10-10", "10-12"]


def test_days_off_are_put_off_to_the_next_working_day_and_none_comes_twice() -> None:
    assert following("2026-09-18", "weekly", 3, put_off=True) == ["09-25", "10-08", "10-09"]
    assert following("2026-08-03", "monthly", 3, put_off=True) == ["09-03", "10-08", "11-03"]
    # the first moment was chosen, though on a Saturday: it does not come again on Monday
    assert following("2026-09-19", "weekly", 2, put_off=True) == ["09-28", "10-08"]
    assert following("2026-09-30", "daily", 3, put_off=True) == ["10-08", "10-09", "10-10"]


def test_missed_times_are_left_out() -> None:
    assert following("2026-01-05", "daily", 1, after="2026-09-18") == ["09-19"]
    assert following("2020-02-10", "monthly", 1, after="2026-09-18") == ["10-10"]
    early = next_after(at("2026-09-18"), "daily", at("2026-09-20", "08:00"), work=WORK)
    assert early == at("2026-09-20")


@pytest.mark.parametrize("repeat", ["daily", "workday", "weekly", "monthly", "yearly"])
@pytest.mark.parametrize("put_off", [False, True])
def test_the_next_time_is_always_later_and_a_year_ahead_at_most(repeat: str, put_off: bool) -> None:
    first = at("2026-08-31")
    for number in range(0, 800, 7):
        moment = first + number * DAY + timedelta(minutes=number)
        found = next_after(first, repeat, moment, work=WORK, put_off=put_off)
        assert moment < found <= moment + 380 * DAY
        if put_off or repeat == "workday":
            assert WORK.is_working(found.date())


def test_what_does_not_repeat_has_no_next_time() -> None:
    with pytest.raises(ValueError, match="not repeated"):
        next_after(at("2026-09-18"), "none", at("2026-09-18"), work=WORK)
