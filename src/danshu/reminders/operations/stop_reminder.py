"""Stop a reminder for good."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.reminders.lifecycle import ReminderStatus
from danshu.reminders.models import Reminder
from danshu.reminders.permissions import EDIT
from danshu.reminders.recording import end, locked_reminder


@operation("reminders.stop_reminder", permission=EDIT, label=("停止提醒", "Stop a reminder"))
def stop_reminder(*, reminder_id: int, version: int | None = None, actor: Actor, at: datetime) -> Reminder:
    """The person who is reminded, or who set it, stops a reminder: it never comes back (COL-009).

    Raises NotFound, EditConflict, ReminderEnded.
    """
    row = locked_reminder(reminder_id, version=version, actor=actor)
    end(row, ReminderStatus.STOPPED, actor=actor, at=at)
    return row
