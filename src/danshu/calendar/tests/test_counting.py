"""Working days and working time across national holidays (SYS-002)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from danshu.calendar.rules import DAY, WorkCalendar

SHANGHAI, KIRITIMATI = ZoneInfo("Asia/Shanghai"), ZoneInfo("Pacific/Kiritimati")
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MARKS = st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 3, 31)), st.booleans(), max_size=30)
CALENDARS = st.builds(
    WorkCalendar,
    zone=st.sampled_from([SHANGHAI, KIRITIMATI]),
    days=MARKS,
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 4, 30), timezones=st.just(SHANGHAI))


def plain(**marks: bool) -> WorkCalendar:
    return WorkCalendar(SHANGHAI, {date.fromisoformat(day[1:].replace("_", "-")): kind for day, kind in marks.items()})


def test_marked_days_come_before_weekdays() -> None:
    calendar = plain(d2026_09_16=False, d2026_09_19=True)  # a Wednesday off, a Saturday worked
    assert [calendar.is_working(date(2026, 9, day)) for day in (15, 16, 18, 19, 20)] == [True, False, True, True, False]


@given(CALENDARS, DAYS, st.integers(0, 30))
def test_shifting_lands_on_working_days_and_counts_exactly(calendar: WorkCalendar, day: date, days: int) -> None:
    first, last = calendar.shifted(day, 0), calendar.shifted(day, days)
    assert calendar.is_working(last)
    assert first >= day
    between = sum(calendar.is_working(first + DAY * n) for n in range(1, (last - first).days + 1))
    assert between == days


@given(CALENDARS, DAYS, st.integers(0, 20), st.integers(0, 20))
def test_shifting_twice_is_shifting_by_the_sum(calendar: WorkCalendar, day: date, one: int, two: int) -> None:
    assert calendar.shifted(calendar.shifted(day, one), two) == calendar.shifted(day, one + two)


@given(CALENDARS, DAYS, st.integers(1, 10), st.dates(date(2026, 1, 1), date(2026, 3, 31)))
def test_one_more_holiday_never_moves_a_deadline_forward(
    calendar: WorkCalendar, day: date, days: int, holiday: date
) -> None:
    fewer = WorkCalendar(calendar.zone, {**calendar.days, holiday: False}, calendar.weekdays)
    assert fewer.shifted(day, days) >= calendar.shifted(day, days)


@given(CALENDARS, MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up_and_never_exceeds_the_clock(
    calendar: WorkCalendar, a: datetime, b: datetime, c: datetime
) -> None:
    first, middle, last = sorted((a, b, c))
    whole = calendar.seconds_between(first, last)
    parts = calendar.seconds_between(first, middle) + calendar.seconds_between(middle, last)
    assert abs(whole - parts) <= 1  # each part is cut to whole seconds
    assert 0 <= whole <= (last - first).total_seconds()


def test_a_full_working_day_has_nine_hours() -> None:
    day = datetime(2026, 9, 17, tzinfo=SHANGHAI)
    assert plain().seconds_between(day, day + DAY) == 9 * 3600
    assert plain().seconds_between(day + timedelta(hours=17), day + timedelta(hours=34)) == 2 * 3600
    assert plain().seconds_between(day + DAY, day) == 0
    assert WorkCalendar(SHANGHAI, opens=time(8), closes=time(12)).seconds_between(day, day + DAY) == 4 * 3600
