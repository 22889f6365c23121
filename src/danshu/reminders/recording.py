"""What the operations on reminders share: finding and locking, storing a change (COL-009)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version, touch
from danshu.reminders.errors import NotTheAuthor, NotYourReminder, ReminderEnded
from danshu.reminders.lifecycle import OPEN, REMINDER_LIFECYCLE, ReminderStatus
from danshu.reminders.models import Reminder
from danshu.reminders.permissions import EDIT

KIND = "reminders.reminder"


def locked_reminder(reminder_id: int, *, version: int | None = None, actor: Actor) -> Reminder:
    """An open reminder that exists for the actor, locked. Raises NotFound, EditConflict, ReminderEnded."""
    row = lock(Reminder.objects.visible_to(actor, EDIT).filter(pk=reminder_id)).first()
    if row is None:
        raise NotFound
    require_version(row, version)
    if row.status not in OPEN:
        raise ReminderEnded(state=row.get_status_display())
    return row


def require_person(row: Reminder, actor: Actor) -> None:
    """Raise NotYourReminder for everybody but the person who is reminded."""
    if not actor.is_system and actor.user_id != row.person_id:
        raise NotYourReminder(person=full_name_of(row.person_id))


def require_author(row: Reminder, actor: Actor) -> None:
    """Raise NotTheAuthor for everybody but who set it."""
    if row.author_id is None or actor.user_id != row.author_id:
        raise NotTheAuthor(author=row.author_name)


def move(row: Reminder, target: ReminderStatus) -> dict[str, tuple[Any, Any]]:
    """Change the state of a locked reminder; returns the change for the history. The caller saves."""
    before = row.status
    if before == target:
        return {}
    REMINDER_LIFECYCLE.move(row, target)
    return {"status": (before, str(target))}


def save(
    row: Reminder, names: Iterable[str], changes: Mapping[str, tuple[Any, Any]], *, actor: Actor, at: datetime
) -> None:
    """Store the named columns of a locked reminder and note what changed."""
    row.save(update_fields=[*names, *touch(row, actor=actor, at=at)])
    noted(row, changes)


def end(row: Reminder, target: ReminderStatus, *, actor: Actor, at: datetime) -> None:
    """Nothing is to come any more."""
    changes = move(row, target)
    row.ended_at, row.remind_at, row.shown_at = at, None, None
    save(row, ["status", "ended_at", "remind_at", "shown_at"], changes, actor=actor, at=at)


def noted(row: Reminder, changes: Mapping[str, tuple[Any, Any]]) -> None:
    """Write into the reminder's history."""
    current_context().changed(KIND, row.pk, label=row.text or row.rule, changes=changes)
