"""Let a reminder come back later."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.reminders.errors import ReminderNotShown
from danshu.reminders.lifecycle import ReminderStatus
from danshu.reminders.models import Reminder
from danshu.reminders.permissions import EDIT
from danshu.reminders.recording import locked_reminder, move, require_person, save
from danshu.reminders.rules import moment_problem
from danshu.ui.formats import datetime_text


@operation("reminders.snooze_reminder", permission=EDIT, label=("推迟提醒", "Snooze a reminder"))
def snooze_reminder(
    *, reminder_id: int, until: datetime, version: int | None = None, actor: Actor, at: datetime
) -> Reminder:
    """A reminder that has appeared goes away and returns at `until`, a repeated one at its next time if that is sooner.

    Only the person who is reminded does (COL-009). Raises NotFound, EditConflict, ReminderEnded, NotYourReminder,
    ReminderNotShown, FieldErrors for a moment that has passed.
    """
    row = locked_reminder(reminder_id, version=version, actor=actor)
    require_person(row, actor)
    if row.status != ReminderStatus.SHOWN:
        raise ReminderNotShown(time=datetime_text(row.remind_at))
    if problem := moment_problem(until, at):
        raise FieldErrors([FieldProblem("until", *problem)])
    changes = move(row, ReminderStatus.WAITING)
    row.remind_at = until if row.next_at is None else min(until, row.next_at)
    row.shown_at = None
    save(row, ["status", "remind_at", "shown_at"], changes | {"snoozed": (None, row.remind_at)}, actor=actor, at=at)
    return row
