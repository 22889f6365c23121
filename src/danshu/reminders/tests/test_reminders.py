"""Reminders from being set to being done with (COL-009)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from danshu.access.handover import estate_of, hand_over
from danshu.audit.models import AuditEntry
from danshu.identity.models import User
from danshu.kit.actor import Actor
from danshu.kit.context import Context, active
from danshu.kit.errors import DomainError, FieldErrors, NotFound
from danshu.kit.refs import SourceRef
from danshu.notices.models import Notice
from danshu.parties.operations.change_owner import change_owner
from danshu.parties.tests.factories import make_customer
from danshu.parties.tests.factories import person as seller_of
from danshu.reminders.models import Reminder
from danshu.reminders.operations.edit_reminder import edit_reminder
from danshu.reminders.operations.finish_reminder import finish_reminder
from danshu.reminders.operations.set_reminder import set_reminder
from danshu.reminders.operations.snooze_reminder import snooze_reminder
from danshu.reminders.operations.stop_reminder import stop_reminder
from danshu.reminders.queries import open_reminders_of
from danshu.reminders.queries import reminder as reminder_of
from danshu.reminders.tests.factories import DAY, HOUR, NOON, SYSTEM, make_reminder, make_unit, person, show

pytestmark = [pytest.mark.django_db, pytest.mark.spec("COL-009")]
MINUTE = timedelta(minutes=1)


def told(actor: Actor) -> list[str]:
    """The texts under somebody's bell, in their order."""
    rows = Notice.objects.filter(user_id=actor.user_id, kind__startswith="reminders.")
    return list(rows.order_by("pk").values_list("text", flat=True))


def refusal(call: Callable[[], Any]) -> str:
    """The code of a refusal, with a proof that nothing changed."""
    before = list(Reminder.objects.order_by("pk").values())
    with pytest.raises(DomainError) as caught:
        call()
    assert list(Reminder.objects.order_by("pk").values()) == before
    return caught.value.code


def problems(call: Callable[[], Any]) -> dict[str, str]:
    """The fields that a call refuses, with their codes."""
    with pytest.raises(FieldErrors) as caught:
        call()
    return {problem.field: problem.code for problem in caught.value.problems}


@pytest.mark.spec("COM-017")
def test_a_reminder_appears_at_its_time_once() -> None:
    me, stranger = person(), person()
    row = make_reminder(me)

    assert (show(NOON + 2 * HOUR - MINUTE), told(me)) == (0, [])
    assert (show(NOON + 2 * HOUR), show(NOON + 2 * HOUR), show(NOON + 9 * DAY)) == (1, 0, 0)

    row.refresh_from_db()
    assert (told(me), told(stranger)) == (["提醒：回电话给客户"], [])
    assert (row.status, row.shown_at, row.remind_at, row.times) == ("shown", NOON + 2 * HOUR, None, 1)
    assert Notice.objects.get().url == f"/reminders/{row.pk}/"
    entry = AuditEntry.objects.get(subject_kind="reminders.reminder", subject_id=row.pk)
    assert (entry.action, entry.changes["text"]) == ("reminders.set_reminder", [None, "回电话给客户"])


def test_snoozed_it_returns_and_done_it_does_not() -> None:
    me = person()
    row = make_reminder(me)
    seen = NOON + 2 * HOUR
    show(seen)

    snooze_reminder(reminder_id=row.pk, until=seen + 10 * MINUTE, actor=me, at=seen)

    row.refresh_from_db()
    assert (row.status, row.remind_at, row.shown_at) == ("waiting", seen + 10 * MINUTE, None)
    assert (show(seen + 9 * MINUTE), show(seen + 10 * MINUTE), len(told(me))) == (0, 1, 2)
    finish_reminder(reminder_id=row.pk, actor=me, at=seen + HOUR)
    row.refresh_from_db()
    assert (row.status, row.ended_at, row.remind_at, row.times) == ("done", seen + HOUR, None, 2)
    assert (show(seen + 30 * DAY), len(told(me))) == (0, 2)
    for again in (
        lambda: finish_reminder(reminder_id=row.pk, actor=me, at=seen),
        lambda: snooze_reminder(reminder_id=row.pk, until=seen + DAY, actor=me, at=seen),
        lambda: stop_reminder(reminder_id=row.pk, actor=me, at=seen),
        lambda: edit_reminder(reminder_id=row.pk, entry={"text": "x"}, actor=me, at=seen),
    ):
        assert refusal(again) == "reminder_ended"


def test_a_repeated_one_comes_back_until_it_is_stopped() -> None:
    me = person()
    row = make_reminder(me, repeat="daily")
    first = NOON + 2 * HOUR
    show(first)
    early = make_reminder(me, repeat="daily", remind_at=NOON + 5 * DAY)
    assert refusal(lambda: finish_reminder(reminder_id=early.pk, actor=me, at=NOON)) == "reminder_not_shown"
    early.delete()

    done = finish_reminder(reminder_id=row.pk, actor=me, at=first + HOUR)
    assert (done.status, done.remind_at) == ("waiting", first + DAY)
    # not answered on the second day, and nobody was there on the third
    assert [show(first + DAY), show(first + DAY), show(first + 3 * DAY + HOUR)] == [1, 0, 1]
    row.refresh_from_db()
    assert (row.status, row.times, row.remind_at, len(told(me))) == ("shown", 3, first + 4 * DAY, 3)
    snooze_reminder(reminder_id=row.pk, until=first + 9 * DAY, actor=me, at=first + 3 * DAY + 2 * HOUR)
    row.refresh_from_db()
    assert row.remind_at == first + 4 * DAY, "its regular time is sooner than the snoozed one"
    show(first + 4 * DAY)
    stop_reminder(reminder_id=row.pk, actor=me, at=first + 4 * DAY)
    assert (show(first + 40 * DAY), Reminder.objects.get().status) == (0, "stopped")


def test_snoozing_a_repeated_one_keeps_its_regular_times() -> None:
    me = person()
    row = make_reminder(me, repeat="weekly")
    first = NOON + 2 * HOUR
    show(first)
    snooze_reminder(reminder_id=row.pk, until=first + DAY, actor=me, at=first)

    assert show(first + DAY) == 1

    row.refresh_from_db()
    assert (row.next_at, row.remind_at) == (first + 7 * DAY, first + 7 * DAY)


def test_only_the_person_answers_and_only_the_author_changes() -> None:
    giver, worker, stranger = person(name="王五"), person(name="李四"), person()
    row = make_reminder(giver, worker)
    show(NOON + 2 * HOUR)
    at = NOON + 3 * HOUR

    assert (told(giver), told(worker)) == ([], ["提醒：回电话给客户"])
    assert refusal(lambda: finish_reminder(reminder_id=row.pk, actor=giver, at=at)) == "not_your_reminder"
    assert (
        refusal(lambda: snooze_reminder(reminder_id=row.pk, until=at + DAY, actor=giver, at=at)) == "not_your_reminder"
    )
    assert (
        refusal(lambda: edit_reminder(reminder_id=row.pk, entry={"text": "x"}, actor=worker, at=at)) == "not_the_author"
    )
    for act in (finish_reminder, stop_reminder):
        with pytest.raises(NotFound):
            act(reminder_id=row.pk, actor=stranger, at=at)
    assert edit_reminder(reminder_id=row.pk, entry={"text": "改了"}, actor=giver, at=at).status == "shown"
    assert stop_reminder(reminder_id=row.pk, actor=giver, at=at).status == "stopped"


@pytest.mark.spec("COM-012")
def test_another_time_begins_anew_and_nothing_is_written_when_nothing_differs() -> None:
    me = person()
    row = make_reminder(me)
    show(NOON + 2 * HOUR)
    at = NOON + 3 * HOUR
    row.refresh_from_db()
    same = {"text": row.text, "remind_at": row.first_at, "repeat": "none", "put_off": False}

    assert edit_reminder(reminder_id=row.pk, entry=same, actor=me, at=at).version == row.version
    assert refusal(lambda: edit_reminder(reminder_id=row.pk, entry=same, version=1, actor=me, at=at)) == "edit_conflict"
    entry = {"remind_at": at + DAY, "repeat": "monthly", "put_off": True}
    changed = edit_reminder(reminder_id=row.pk, entry=entry, version=row.version, actor=me, at=at)
    assert (changed.status, changed.remind_at, changed.next_at, changed.put_off) == (
        "waiting", at + DAY, at + DAY, True,
    )  # fmt: skip
    once = edit_reminder(reminder_id=row.pk, entry={"repeat": "none"}, actor=me, at=at)
    assert (once.repeat, once.next_at, once.remind_at) == ("none", None, at + DAY)


@pytest.mark.spec("COM-008")
def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_stored() -> None:
    me, gone = person(), person()
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    wrong = {"text": " ", "person": None, "remind_at": NOON, "repeat": "hourly"}

    assert problems(lambda: set_reminder(entry=wrong, actor=me, at=NOON)) == {
        "text": "required", "person": "required", "remind_at": "past", "repeat": "unknown",
    }  # fmt: skip
    long = {"text": "长" * 201, "person": gone.user_id, "remind_at": NOON + 4000 * DAY}
    assert problems(lambda: set_reminder(entry=long, actor=me, at=NOON)) == {
        "text": "too_long", "person": "unknown", "remind_at": "range",
    }  # fmt: skip
    none = {"text": "长" * 200, "person": me.user_id, "remind_at": None}
    assert problems(lambda: set_reminder(entry=none, actor=me, at=NOON)) == {"remind_at": "required"}
    assert Reminder.objects.count() == 0
    row = make_reminder(me)
    show(NOON + 2 * HOUR)
    late = NOON + 3 * HOUR
    snooze = lambda: snooze_reminder(reminder_id=row.pk, until=late, actor=me, at=late)  # noqa: E731
    assert problems(snooze) == {"until": "past"}
    early = make_reminder(me)
    assert refusal(lambda: snooze_reminder(reminder_id=early.pk, until=late, actor=me, at=NOON)) == "reminder_not_shown"


@pytest.mark.spec("ACC-022")
def test_whoever_lost_the_record_is_told_that_and_nothing_of_it() -> None:
    unit, other = make_unit(), make_unit()
    seller, heir = seller_of("SLS", unit=unit), seller_of("SLS", unit=other)
    manager = seller_of("ADM", unit=unit)
    customer = make_customer(seller)
    about = SourceRef("parties.customer", customer.pk)
    own = make_reminder(seller, source=about, text="给他们打电话")
    foreign = make_reminder(manager, seller, source=about, text="向秘密公司催款")
    assert [row.about.label for row in (reminder_of(seller, own.pk), reminder_of(seller, foreign.pk)) if row.about] == (
        [customer.name] * 2
    )
    change_owner(
        customer_id=customer.pk, owner_id=heir.user_id or 0, reason="调整", with_open_documents=True, actor=manager, at=NOON
    )  # fmt: skip

    show(NOON + 2 * HOUR)

    assert told(seller) == [
        "提醒：给他们打电话",  # his own words
        "提醒：关联的记录已不存在，或不在你的数据范围内",
    ]
    seen = reminder_of(seller, foreign.pk)
    assert (seen.about, seen.is_hidden, "秘密" in seen.words) == (None, True, False)
    with pytest.raises(NotFound):
        make_reminder(seller, source=about)


@pytest.mark.spec("ACC-005")
def test_reminders_about_records_go_to_the_successor() -> None:
    unit = make_unit()
    leaver, heir = seller_of("SLS", unit=unit), person()
    about = SourceRef("parties.customer", make_customer(leaver).pk)
    row, private = make_reminder(leaver, source=about), make_reminder(leaver, text="自己的事")
    assert {each.kind.code: each.count for each in estate_of(leaver.user_id or 0)}["reminders.reminder"] == 1

    with active(Context("identity.disable", SYSTEM, NOON)):
        hand_over(leaver.user_id or 0, heir.user_id or 0, actor=SYSTEM, at=NOON)

    assert Reminder.objects.get(pk=row.pk).person_id == heir.user_id
    assert Reminder.objects.get(pk=private.pk).person_id == leaver.user_id


def test_the_record_shows_what_its_reader_set_or_is_reminded_of() -> None:
    unit = make_unit()
    seller, other = seller_of("ADM", unit=unit), seller_of("ADM", unit=unit)
    about = SourceRef("parties.customer", make_customer(seller).pk)
    mine, gave = make_reminder(seller, source=about), make_reminder(other, seller, source=about)
    make_reminder(other, source=about)

    assert [row.pk for row in open_reminders_of(seller, about.kind, about.pk, 9)] == [mine.pk, gave.pk]
