"""Be done with a reminder."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.reminders.errors import ReminderNotShown
from danshu.reminders.lifecycle import ReminderStatus
from danshu.reminders.models import Reminder
from danshu.reminders.permissions import EDIT
from danshu.reminders.recording import end, locked_reminder, move, require_person, save
from danshu.ui.formats import datetime_text


@operation("reminders.finish_reminder", permission=EDIT, label=("完成提醒", "Be done with a reminder"))
def finish_reminder(*, reminder_id: int, version: int | None = None, actor: Actor, at: datetime) -> Reminder:
    """The person who is reminded is done with it; a repeated one comes back at its next time (COL-009).

    Raises NotFound, EditConflict, ReminderEnded, NotYourReminder, ReminderNotShown for a repeated one that has not
    appeared.
    """
    row = locked_reminder(reminder_id, version=version, actor=actor)
    require_person(row, actor)
    if not row.is_repeated:
        end(row, ReminderStatus.DONE, actor=actor, at=at)
        return row
    if row.status != ReminderStatus.SHOWN:
        raise ReminderNotShown(time=datetime_text(row.remind_at))
    changes = move(row, ReminderStatus.WAITING)
    row.remind_at, row.shown_at = row.next_at, None
    save(row, ["status", "remind_at", "shown_at"], changes, actor=actor, at=at)
    return row
