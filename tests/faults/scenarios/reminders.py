"""Operations on reminders."""

from __future__ import annotations

from datetime import timedelta

from danshu.kit.actor import Actor
from danshu.kit.refs import SourceRef
from danshu.parties.tests.factories import make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.reminders.models import Reminder
from danshu.reminders.operations.edit_reminder import edit_reminder
from danshu.reminders.operations.finish_reminder import finish_reminder
from danshu.reminders.operations.raise_reminders import raise_reminders
from danshu.reminders.operations.set_reminder import set_reminder
from danshu.reminders.operations.show_reminders import show_reminders
from danshu.reminders.operations.snooze_reminder import snooze_reminder
from danshu.reminders.operations.stop_reminder import stop_reminder
from danshu.reminders.tests.factories import contact_due, make_reminder, make_unit, person, show
from tests.faults.crash import ACTOR, AT, Scenario, scenario

HOUR = timedelta(hours=1)


def _shown() -> tuple[Reminder, Actor]:
    me = person()
    row = make_reminder(me, at=AT)
    show(AT + 2 * HOUR)
    return row, me


@scenario("reminders.set_reminder")
def _set() -> Scenario:
    me, worker = person("ADM"), person()
    about = SourceRef("parties.customer", make_customer(ACTOR).pk)
    entry = {"text": "联系", "person": worker.user_id, "remind_at": AT + HOUR, "repeat": "weekly"}
    return lambda: set_reminder(entry=entry, source=about, actor=me, at=AT)


@scenario("reminders.edit_reminder")
def _edit() -> Scenario:
    row, me = _shown()
    entry = {"text": "改了", "remind_at": AT + timedelta(days=3), "repeat": "daily"}
    return lambda: edit_reminder(reminder_id=row.pk, entry=entry, actor=me, at=AT + 3 * HOUR)


@scenario("reminders.snooze_reminder")
def _snooze() -> Scenario:
    row, me = _shown()
    return lambda: snooze_reminder(reminder_id=row.pk, until=AT + 9 * HOUR, actor=me, at=AT + 3 * HOUR)


@scenario("reminders.finish_reminder")
def _finish() -> Scenario:
    row, me = _shown()
    return lambda: finish_reminder(reminder_id=row.pk, actor=me, at=AT + 3 * HOUR)


@scenario("reminders.stop_reminder")
def _stop() -> Scenario:
    row, me = _shown()
    return lambda: stop_reminder(reminder_id=row.pk, actor=me, at=AT + 3 * HOUR)


@scenario("reminders.show_reminders", silent=True)
def _show() -> Scenario:
    me = person()
    make_reminder(me, at=AT)
    make_reminder(me, at=AT, repeat="daily")
    return lambda: show_reminders(actor=ACTOR, at=AT + 3 * HOUR)


@scenario("reminders.raise_reminders", silent=True)
def _raise() -> Scenario:
    contact_due(make_customer(seller_of("SLS", unit=make_unit())).pk, AT - timedelta(days=1))
    return lambda: raise_reminders(actor=ACTOR, at=AT)
