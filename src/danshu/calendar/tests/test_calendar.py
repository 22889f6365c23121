"""The calendar as data: published holidays, marks, hours, the reminder for the next year (SYS-002)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import time_machine

from danshu.audit.models import AuditEntry
from danshu.calendar.errors import DayNotMarked, UnitUnknown
from danshu.calendar.models import CalendarDay, CalendarYear, DayKind
from danshu.calendar.operations.confirm_year import confirm_year
from danshu.calendar.operations.mark_days import mark_days
from danshu.calendar.operations.set_working_week import set_working_week
from danshu.calendar.operations.unmark_day import unmark_day
from danshu.calendar.permissions import CONFIGURE
from danshu.calendar.published import deliver
from danshu.calendar.queries import (
    add_working_days,
    end_of_working_days,
    is_working_day,
    missing_year,
    working_seconds_between,
)
from danshu.identity.models import Unit
from danshu.kit.actor import EVERYTHING, Actor
from danshu.kit.clock import company_zone, now
from danshu.kit.errors import EditConflict, FieldErrors
from danshu.outbox.models import OutboxEvent

pytestmark = [pytest.mark.django_db, pytest.mark.spec("SYS-002")]
ADMIN = Actor(1, "管理员", grants={CONFIGURE: EVERYTHING})
HOLIDAYS = Path(__file__).resolve().parents[5] / "shared" / "data" / "cn-holidays"
FRIDAY = datetime(2026, 8, 21, 10, tzinfo=company_zone())


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=company_zone())


def mark(day: str, kind: str = "holiday", **more: Any) -> None:
    mark_days(first=date.fromisoformat(day), last=date.fromisoformat(day), kind=kind, actor=ADMIN, at=now(), **more)


def published() -> Iterator[tuple[date, bool]]:
    for path in sorted(HOLIDAYS.glob("20*.json")):
        for day in json.loads(path.read_text(encoding="utf-8"))["days"]:
            yield date.fromisoformat(day["date"]), not day["isOffDay"]


@pytest.mark.skipif(not HOLIDAYS.exists(), reason="the table of published holidays lies beside the repository only")
def test_published_holidays_and_exchanged_days_are_those_of_the_state_council() -> None:
    expected = {day: worked for day, worked in published() if 2019 <= day.year <= 2026}
    assert len(expected) > 250
    known = {row.date: row.kind == DayKind.WORKING for row in CalendarDay.objects.filter(date__year__lte=2026)}
    wrong = {
        day: worked for day, worked in expected.items()
        if known.get(day, day.isoweekday() < 6) != worked
    }  # fmt: skip
    surplus = {day for day, worked in known.items() if day not in expected and worked != (day.isoweekday() < 6)}
    assert (wrong, surplus) == ({}, set())


def test_marking_a_wednesday_as_holiday_moves_a_hold_by_one_day() -> None:
    assert end_of_working_days(FRIDAY, 2) == local("2026-08-26T00:00")  # Tuesday 24:00
    mark("2026-08-25")
    assert end_of_working_days(FRIDAY, 2) == local("2026-08-27T00:00")
    unmark_day(day=date(2026, 8, 25), actor=ADMIN, at=now())
    assert end_of_working_days(FRIDAY, 2) == local("2026-08-26T00:00")


def test_before_national_day_the_second_working_day_comes_after_the_holidays() -> None:
    assert end_of_working_days(local("2026-09-30T10:00"), 2) == local("2026-10-10T00:00")  # the 8th and the 9th
    assert is_working_day(date(2026, 10, 10))  # a Saturday, exchanged
    assert not is_working_day(date(2026, 10, 7))


@pytest.mark.parametrize(
    ("moment", "days", "expected"),
    [
        ("2026-08-21T10:00", 0, "2026-08-21T10:00"), ("2026-08-21T10:00", 1, "2026-08-24T10:00"),
        ("2026-08-22T10:00", 1, "2026-08-25T09:00"), ("2026-08-22T10:00", 0, "2026-08-24T09:00"),
        ("2026-12-30T23:30", 2, "2027-01-04T23:30"),
    ],
)  # fmt: skip
def test_adding_working_days_keeps_the_time_of_day(moment: str, days: int, expected: str) -> None:
    assert add_working_days(local(moment), days) == local(expected)


def test_a_reservation_on_a_day_off_counts_from_the_next_working_day() -> None:
    assert end_of_working_days(local("2026-08-22T10:00"), 2) == local("2026-08-27T00:00")


def test_a_far_year_without_data_follows_the_weekdays() -> None:
    assert is_working_day(date(2044, 2, 1))
    assert not is_working_day(date(2044, 2, 6))
    with pytest.raises(ValueError, match="ten years"):
        add_working_days(FRIDAY, 4000)


def test_working_time_between_two_moments() -> None:
    assert working_seconds_between(FRIDAY, local("2026-08-24T10:00")) == 9 * 3600
    set_working_week(weekdays=[1, 2, 3, 4, 5, 6], opens=time(8), closes=time(17), actor=ADMIN, at=now())
    assert working_seconds_between(FRIDAY, local("2026-08-24T10:00")) == (7 + 9 + 2) * 3600
    assert is_working_day(date(2026, 8, 22))


def test_hours_without_a_day_or_with_closing_before_opening_are_refused() -> None:
    with pytest.raises(FieldErrors) as refusal:
        set_working_week(weekdays=[], opens=time(18), closes=time(9), actor=ADMIN, at=now())
    assert [p.field for p in refusal.value.problems] == ["weekdays", "closes"]


@pytest.mark.spec("COM-012")
def test_the_second_of_two_editors_of_the_hours_is_told() -> None:
    first = set_working_week(weekdays=[1], opens=time(9), closes=time(18), actor=ADMIN, at=now())
    set_working_week(weekdays=[2], opens=time(9), closes=time(18), seen_version=first.version, actor=ADMIN, at=now())
    with pytest.raises(EditConflict):
        set_working_week(weekdays=[3], opens=time(9), closes=time(18), seen_version=1, actor=ADMIN, at=now())
    assert is_working_day(date(2026, 8, 25))
    assert not is_working_day(date(2026, 8, 26))


def test_marking_is_logged_and_announced_and_wrong_spans_are_refused() -> None:
    mark_days(first=date(2026, 8, 24), last=date(2026, 8, 26), kind="holiday", name="年会", actor=ADMIN, at=now())
    assert AuditEntry.objects.filter(operation="calendar.mark_days").count() == 3
    event = OutboxEvent.objects.get(name="calendar.changed")
    assert event.payload == {"first": "2026-08-24", "last": "2026-08-26", "unit_id": None}
    with pytest.raises(FieldErrors) as refusal:
        mark_days(first=date(2026, 8, 26), last=date(2026, 8, 24), kind="x", name="长" * 51, actor=ADMIN, at=now())
    assert [p.field for p in refusal.value.problems] == ["last", "kind", "name"]
    with pytest.raises(FieldErrors):
        mark_days(first=date(2026, 1, 1), last=date(2026, 12, 31), kind="holiday", actor=ADMIN, at=now())
    with pytest.raises(DayNotMarked):
        unmark_day(day=date(2026, 8, 28), actor=ADMIN, at=now())


def test_a_year_whose_exchanged_days_are_unknown_is_announced_from_november() -> None:
    CalendarYear.objects.filter(year=2027).update(is_complete=False)
    assert missing_year(date(2026, 10, 31)) is None
    assert missing_year(date(2026, 11, 1)) == 2027
    confirm_year(year=2027, actor=ADMIN, at=now())
    confirm_year(year=2027, actor=ADMIN, at=now())
    assert missing_year(date(2026, 11, 1)) is None
    assert AuditEntry.objects.filter(operation="calendar.confirm_year").count() == 1


def test_a_later_delivery_replaces_guesses_and_keeps_what_a_person_marked() -> None:
    CalendarYear.objects.filter(year=2026).update(is_complete=False)
    CalendarDay.objects.filter(date=date(2026, 10, 10)).delete()
    mark("2026-10-08", name="公司假日")
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=company_zone())):
        deliver()
        deliver()
    assert is_working_day(date(2026, 10, 10))
    assert CalendarDay.objects.get(date=date(2026, 10, 8)).name == "公司假日"
    assert CalendarYear.objects.get(year=2026).is_complete


def test_an_unknown_unit_is_refused_and_a_unit_may_differ_from_the_company() -> None:
    with pytest.raises(UnitUnknown):
        mark("2026-09-16", unit_id=999)
    unit = Unit.objects.create(code="SH", name="上海分公司", type="branch", created_at=now(), updated_at=now())
    mark("2026-09-16", unit_id=unit.pk)
    assert is_working_day(date(2026, 9, 16))
    assert not is_working_day(date(2026, 9, 16), unit_id=unit.pk)
    assert end_of_working_days(local("2026-09-15T10:00"), 1, unit_id=unit.pk) == local("2026-09-18T00:00")
