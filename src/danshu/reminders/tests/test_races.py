"""Several at the same moment: each reminder appears once, one answer counts (FI-05)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from danshu.notices.models import Notice
from danshu.parties.tests.factories import make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.parties.tests.test_races import at_once
from danshu.reminders.models import Reminder
from danshu.reminders.operations.finish_reminder import finish_reminder
from danshu.reminders.operations.raise_reminders import raise_reminders
from danshu.reminders.operations.snooze_reminder import snooze_reminder
from danshu.reminders.tests.factories import (
    DAY,
    HOUR,
    NOON,
    SYSTEM,
    contact_due,
    make_reminder,
    make_unit,
    person,
    show,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("FI-05", "COL-009")]


def test_three_jobs_let_each_reminder_appear_once() -> None:
    me = person()
    for _ in range(5):
        make_reminder(me)
    make_reminder(me, repeat="daily")

    at_once(*(lambda: show(NOON + 3 * HOUR) for _ in range(3)))

    assert Notice.objects.filter(kind="reminders.due", user_id=me.user_id).count() == 6
    assert set(Reminder.objects.values_list("status", "times")) == {("shown", 1)}


def test_done_and_snoozed_at_once_is_one_of_the_two() -> None:
    me = person()
    row = make_reminder(me)
    show(NOON + 2 * HOUR)
    at = NOON + 3 * HOUR

    outcomes = at_once(
        lambda: finish_reminder(reminder_id=row.pk, actor=me, at=at),
        lambda: snooze_reminder(reminder_id=row.pk, until=at + timedelta(minutes=10), actor=me, at=at),
    )

    row.refresh_from_db()
    # whoever snoozed first leaves one that can still be done with
    expected = {"done": [{"done": 1, "reminder_ended": 1}, {"done": 2}], "waiting": [{"done": 1}]}
    assert outcomes in expected[row.status]


def test_two_runs_of_the_rules_set_one_reminder() -> None:
    seller = seller_of("SLS", unit=make_unit())
    contact_due(make_customer(seller).pk, NOON - DAY)

    at_once(*(lambda: raise_reminders(actor=SYSTEM, at=NOON) for _ in range(3)))

    assert list(Reminder.objects.values_list("person_id", "status")) == [(seller.user_id, "waiting")]
