"""The calendar page: a month, marking a day, hours (SYS-002)."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from danshu.audit.tests.pages import filled, words
from danshu.calendar.models import CalendarDay, CalendarYear, WorkingWeek
from danshu.calendar.names import shown_name
from danshu.calendar.permissions import CONFIGURE
from danshu.calendar.queries import is_working_day

MONTH, MARK, HOURS = "/settings/calendar/", "/settings/calendar/mark/", "/settings/calendar/hours/"


@pytest.mark.spec("SYS-002")
def test_a_month_shows_holidays_and_exchanged_days(visit):
    text = visit(CONFIGURE).text(MONTH, year="2026", month="10")
    assert "2026 年 10 月" in text
    assert "10 班 调休上班" in text
    assert "1 休 国庆节" in text
    assert "周一 周二 周三 周四 周五" in text


@pytest.mark.spec("SYS-002", "COM-019")
def test_published_holidays_have_english_names_and_what_a_person_typed_stays(db):
    day = date(2026, 5, 4)
    given = {"劳动节（补假）": "Labour Day (day in lieu)", "中秋节; 国庆节": "Mid-Autumn Festival; National Day",
             "休息日（由 2026-01-04 调休）": "Day off in exchange for 2026-01-04", "调休上班": "Working day in exchange"}  # fmt: skip
    with translation.override("en"):
        assert [shown_name(CalendarDay(date=day, name=name, source="published")) for name in given] == [*given.values()]
        assert shown_name(CalendarDay(date=day, name="劳动节", source="person")) == "劳动节"


@pytest.mark.spec("SYS-002")
def test_marking_and_unmarking_a_day(visit):
    client = visit(CONFIGURE)
    path = f"{MARK}?day=2026-09-16"
    response = client.post(path, filled(client, path) | {"kind": "holiday", "name": "公司年会"})
    assert response.headers["Location"].startswith(f"{MONTH}?year=2026&month=9")
    assert not is_working_day(date(2026, 9, 16))
    assert "休 公司年会" in client.text(MONTH, year="2026", month="9")

    assert client.post("/settings/calendar/unmark/", {"day": "2026-09-16"}).status_code == 303
    assert is_working_day(date(2026, 9, 16))
    assert client.post("/settings/calendar/unmark/", {"day": "2026-09-16"}).status_code == 409
    assert client.get("/settings/calendar/unmark/").status_code == 405


def test_wrong_entries_stay_on_the_form(visit):
    client = visit(CONFIGURE)
    response = client.post(MARK, {"first": "2026-09-16", "last": "2026-09-15", "kind": "holiday", "name": "甲"})
    assert response.status_code == 422
    assert "结束日期不能早于开始日期" in words(response)
    assert 'value="甲"' in response.content.decode()
    assert not CalendarDay.objects.filter(source="person").exists()


@pytest.mark.spec("SYS-002")
def test_changing_the_hours_and_the_second_editor(visit):
    client = visit(CONFIGURE)
    data = filled(client, HOURS)
    assert data["weekdays"] == ["1", "2", "3", "4", "5"]
    assert (data["opens"], data["closes"]) == (["09:00"], ["18:00"])
    assert client.post(HOURS, data | {"weekdays": ["1", "6"], "closes": "17:30"}).status_code == 303
    assert WorkingWeek.objects.get().weekdays == [1, 6]
    stale = filled(client, HOURS)
    client.post(HOURS, filled(client, HOURS) | {"weekdays": ["2"]})
    assert client.post(HOURS, stale | {"weekdays": ["3"]}).status_code == 409
    assert client.post(HOURS, filled(client, HOURS) | {"weekdays": [], "opens": "19:00"}).status_code == 422
    assert WorkingWeek.objects.get().weekdays == [2]


@pytest.mark.spec("SYS-002")
def test_the_reminder_ends_when_the_year_is_confirmed(visit, monkeypatch):
    monkeypatch.setattr("danshu.calendar.web.views.business_date", lambda at: date(2026, 11, 3))
    CalendarYear.objects.filter(year=2027).update(is_complete=False)
    client = visit(CONFIGURE)
    assert "2027 年的调休安排还没有录入" in client.text(MONTH)
    assert client.post("/settings/calendar/years/2027/complete/").status_code == 303
    assert "2027 年的调休安排还没有录入" not in client.text(MONTH)


@pytest.mark.parametrize("params", [{"year": "x", "month": "99"}, {"year": "1"}, {"month": "０"}])
def test_nonsense_in_the_address_shows_this_month(visit, params):
    assert visit(CONFIGURE).get(MONTH, params).status_code == 200


@pytest.mark.spec("ACC-023")
def test_nobody_else_changes_the_calendar_and_unknown_units_do_not_exist(visit):
    client = visit("sales.order.view")
    for path in (MONTH, MARK, HOURS):
        assert client.get(path).status_code == 403
    assert client.post("/settings/calendar/unmark/", {"day": "2026-10-01"}).status_code == 403
    assert visit(CONFIGURE).get(MONTH, {"unit": "999"}).status_code == 404
