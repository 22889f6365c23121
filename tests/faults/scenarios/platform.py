"""Operations of the platform modules: parameters, numbering, calendar, divisions, dictionaries, notices."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from pathlib import Path
from tempfile import mkdtemp

from danshu.calendar.operations.confirm_year import confirm_year
from danshu.calendar.operations.mark_days import mark_days
from danshu.calendar.operations.set_working_week import set_working_week
from danshu.calendar.operations.unmark_day import unmark_day
from danshu.dictionaries.operations.add_value import add_value
from danshu.dictionaries.operations.edit_value import edit_value
from danshu.dictionaries.operations.invalidate_value import invalidate_value
from danshu.dictionaries.operations.move_values import move_values
from danshu.dictionaries.registry import DICTIONARIES, dictionary
from danshu.dictionaries.tests.factories import make_value
from danshu.identity.permissions import SIGNED_IN
from danshu.kit.actor import EVERYTHING, Actor
from danshu.notices.operations.mark_read import mark_read
from danshu.notices.tests.factories import make_notice
from danshu.numbering.operations.change_pattern import change_pattern
from danshu.numbering.registry import SERIES, series
from danshu.parameters.operations.change_parameters import change_parameters
from danshu.parameters.operations.reset_parameter import reset_parameter
from danshu.parameters.operations.set_company_image import set_company_image
from danshu.parameters.operations.withdraw_change import withdraw_change
from danshu.parameters.tests.test_images import picture
from danshu.regions.operations.take_divisions import take_divisions
from danshu.regions.tests.factories import take_names, tree_of, without
from tests.faults.crash import ACTOR, AT, Scenario, scenario

LIST = "tests.list"
if LIST not in DICTIONARIES:
    dictionary(LIST, "测试", "Tests", used_in=("测试单", "test papers"))
if "tests.paper" not in SERIES:
    series("tests.paper", "测试单", "Test paper", prefix="TSTP")


@scenario("parameters.change_parameters")
def _change() -> Scenario:
    return lambda: change_parameters(
        changes={"auto_sign_days": "12", "lead_idle_days": "9"}, reason="试", actor=ACTOR, at=AT
    )


@scenario("parameters.reset_parameter")
def _reset() -> Scenario:
    change_parameters(changes={"auto_sign_days": "12"}, actor=ACTOR, at=AT)
    return lambda: reset_parameter(name="auto_sign_days", actor=ACTOR, at=AT)


@scenario("parameters.withdraw_change")
def _withdraw() -> Scenario:
    later = AT.date() + timedelta(days=9)
    (pk,) = change_parameters(changes={"auto_sign_days": "12"}, effective_on=later, actor=ACTOR, at=AT)
    return lambda: withdraw_change(setting_id=pk, actor=ACTOR, at=AT)


@scenario("numbering.change_pattern")
def _pattern() -> Scenario:
    return lambda: change_pattern(
        series="tests.paper", prefix="TSTQ", date_part="%y%m", digits=5, reset="month", with_branch=False,
        actor=ACTOR, at=AT,
    )  # fmt: skip


@scenario("regions.take_divisions")
def _divisions() -> Scenario:
    folder = Path(mkdtemp(prefix="danshu-divisions-"))
    take_names(folder)
    (folder / "tree.json").write_text(json.dumps(tree_of(without("4403", c3301="杭城市")), ensure_ascii=False), "utf-8")
    return lambda: take_divisions(path=str(folder / "tree.json"), actor=ACTOR, at=AT)


@scenario("calendar.mark_days")
def _mark() -> Scenario:
    return lambda: mark_days(first=date(2026, 8, 24), last=date(2026, 8, 26), kind="holiday", actor=ACTOR, at=AT)


@scenario("calendar.unmark_day")
def _unmark() -> Scenario:
    mark_days(first=date(2026, 8, 24), last=date(2026, 8, 24), kind="holiday", actor=ACTOR, at=AT)
    return lambda: unmark_day(day=date(2026, 8, 24), actor=ACTOR, at=AT)


@scenario("calendar.set_working_week")
def _week() -> Scenario:
    return lambda: set_working_week(weekdays=[1, 2], opens=time(9), closes=time(17), actor=ACTOR, at=AT)


@scenario("calendar.confirm_year")
def _year() -> Scenario:
    return lambda: confirm_year(year=2031, actor=ACTOR, at=AT)


@scenario("dictionaries.add_value")
def _add() -> Scenario:
    return lambda: add_value(dictionary=LIST, name="新值", actor=ACTOR, at=AT)


@scenario("dictionaries.edit_value")
def _edit() -> Scenario:
    row = make_value(LIST, "甲")
    return lambda: edit_value(value_id=row.pk, name="乙", actor=ACTOR, at=AT)


@scenario("dictionaries.invalidate_value")
def _invalidate() -> Scenario:
    row = make_value(LIST, "甲")
    return lambda: invalidate_value(value_id=row.pk, actor=ACTOR, at=AT)


@scenario("dictionaries.move_values")
def _move() -> Scenario:
    rows = [make_value(LIST, name, position=n) for n, name in enumerate("甲乙丙", start=1)]
    return lambda: move_values(dictionary=LIST, value_ids=[rows[2].pk], position=1, actor=ACTOR, at=AT)


@scenario("notices.mark_read", silent=True)
def _read() -> Scenario:
    notice = make_notice()
    reader = Actor(notice.user_id, "reader", grants={SIGNED_IN: EVERYTHING})
    return lambda: mark_read(actor=reader, at=AT)


@scenario("parameters.set_company_image")
def _image() -> Scenario:
    return lambda: set_company_image(name="logo", content=picture(), actor=ACTOR, at=AT)
