"""Change a reminder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.reminders.lifecycle import ReminderStatus, Repeat
from danshu.reminders.models import Reminder
from danshu.reminders.permissions import EDIT
from danshu.reminders.recording import locked_reminder, move, require_author, save
from danshu.reminders.rules import Checking, kept_moment


@operation("reminders.edit_reminder", permission=EDIT, label=("修改提醒", "Edit a reminder"))
def edit_reminder(
    *, reminder_id: int, entry: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Reminder:
    """Change the given of text, remind_at, repeat and put_off of an open reminder; only who set it does (COL-009).

    Another time or repetition begins anew: what has appeared waits again, and needs a time to come. Nothing is written
    when nothing differs. Raises NotFound, EditConflict, ReminderEnded, NotTheAuthor, FieldErrors.
    """
    row = locked_reminder(reminder_id, version=version, actor=actor)
    require_author(row, actor)
    values = Checking(_whole(entry, row), row, at).values()
    changes = _changes(row, values)
    if not changes:
        return row
    row.text, row.put_off = values.get("text", row.text), values.get("put_off", row.put_off)
    names = ["text", "put_off"]
    if {"remind_at", "repeat"} & set(changes):
        changes |= _begin_anew(row, values)
        names += ["repeat", "first_at", "next_at", "remind_at", "shown_at", "status"]
    save(row, names, changes, actor=actor, at=at)
    return row


def _whole(entry: Mapping[str, Any], row: Reminder) -> Mapping[str, Any]:
    """A reminder that begins to come back, or stops to, is given its time with that."""
    repeat = entry.get("repeat")
    if repeat is None or repeat == row.repeat or "remind_at" in entry:
        return entry
    return {**entry, "remind_at": kept_moment(row)}


def _changes(row: Reminder, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    before = {"text": row.text, "put_off": row.put_off, "repeat": row.repeat, "remind_at": kept_moment(row)}
    return {name: (before[name], value) for name, value in values.items() if before[name] != value}


def _begin_anew(row: Reminder, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    row.repeat = values.get("repeat", row.repeat)
    row.first_at = values.get("remind_at") or kept_moment(row) or row.first_at
    row.next_at = row.first_at if row.repeat != Repeat.NONE else None
    row.remind_at, row.shown_at = row.first_at, None
    return move(row, ReminderStatus.WAITING)
