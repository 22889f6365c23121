"""Let reminders appear at their time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.access.queries import load_actors
from danshu.calendar.queries import load
from danshu.calendar.rules import WorkCalendar
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.locks import lock_skipping
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.notices.operations.notify import notify
from danshu.reminders.lifecycle import REMINDER_LIFECYCLE, ReminderStatus
from danshu.reminders.models import Reminder, look_at
from danshu.reminders.repeating import next_after

MOST = 200
BACK, AHEAD = timedelta(days=40), timedelta(days=420)


@operation("reminders.show_reminders", permission=SYSTEM, label=("显示到时间的提醒", "Show due reminders"))
def show_reminders(*, actor: Actor, at: datetime) -> int:
    """Each reminder whose time has come appears once, with a notice to its person; a repeated one knows its next time.

    Missed repetitions are made up for by one. About a record that does not exist for the person the notice says no more
    than that. Returns how many appeared, at most 200 in one run (COL-009).
    """
    due = list(lock_skipping(Reminder.objects.filter(remind_at__lte=at).order_by("remind_at", "pk"))[:MOST])
    if not due:
        return 0
    today = business_date(at)
    people = {person.user_id: person for person in load_actors({row.person_id for row in due}, today=today)}
    work = load(today - BACK, today + AHEAD) if any(row.is_repeated for row in due) else None
    for row in due:
        _appear(row, work, actor, at)
    for pk, person in people.items():
        own = [row for row in due if row.person_id == pk]
        look_at(own, person)
        for row in own:
            _tell(row, at)
    return len(due)


def _appear(row: Reminder, work: WorkCalendar | None, actor: Actor, at: datetime) -> None:
    if row.status != ReminderStatus.SHOWN:
        REMINDER_LIFECYCLE.move(row, ReminderStatus.SHOWN)
    row.shown_at, row.times = at, row.times + 1
    if work is not None and row.next_at is not None and row.next_at <= at:
        row.next_at = next_after(row.first_at, row.repeat, at, work=work, put_off=row.put_off)
    row.remind_at = row.next_at
    names = ("status", "shown_at", "times", "next_at", "remind_at")
    row.save(update_fields=[*names, *touch(row, actor=actor, at=at)])


def _tell(row: Reminder, at: datetime) -> None:
    def text() -> str:
        if row.about is None or row.is_hidden:
            return _("提醒：%(text)s") % {"text": row.words}
        return _("提醒：%(text)s（%(record)s）") % {"text": row.words, "record": row.about.label}

    kind = "reminders.rule" if row.rule else "reminders.due"
    notify([row.person_id], kind=kind, text=text, url=reverse("reminders:reminder", args=[row.pk]), at=at)
