"""Let somebody be reminded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.files.holding import held
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.reminders.lifecycle import Repeat
from danshu.reminders.models import Reminder
from danshu.reminders.permissions import EDIT
from danshu.reminders.recording import noted
from danshu.reminders.rules import Checking


@operation("reminders.set_reminder", permission=EDIT, label=("设置提醒", "Set a reminder"))
def set_reminder(*, entry: Mapping[str, Any], source: SourceRef | None = None, actor: Actor, at: datetime) -> Reminder:
    """Remind `person` (key) of `text` at `remind_at`, optionally again: repeat "daily", "workday", "weekly", "monthly" or
    "yearly", with put_off on days off on the next working day; source: the record it is about, which has to exist for
    the actor (COL-009).

    Raises FieldErrors, NotFound for a record out of reach.
    """
    values = Checking(entry, None, at).values()
    if source is not None:
        held(source.kind, source.pk, actor)
    row = Reminder(
        author_id=actor.user_id, author_name=actor.name, created_at=at, updated_at=at, updated_by_name=actor.name,
        source_kind=source.kind if source else "", source_id=source.pk if source else None,
        first_at=values["remind_at"], **values,
    )  # fmt: skip
    row.next_at = row.first_at if row.repeat != Repeat.NONE else None
    row.save(force_insert=True)
    noted(row, {name: (None, value) for name, value in values.items() if value not in (None, "", False)})
    return row
