"""Change what a task asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.tasks.models import Task
from danshu.tasks.permissions import EDIT
from danshu.tasks.recording import locked_task, require_giver, require_open, save, tell
from danshu.tasks.rules import Checking


@operation("tasks.edit_task", permission=EDIT, label=("修改任务", "Edit a task"))
def edit_task(
    *, task_id: int, entry: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Task:
    """Change the given fields of an open task: title, description, participants, due_at, remind_at, priority.

    Only the giver and managers do; the responsible person is told, and reminded anew of another time (COL-005). Nothing
    is written when nothing differs. Raises NotFound, EditConflict, NotTheGiver, TaskClosed, FieldErrors.
    """
    row = locked_task(task_id, version=version, actor=actor)
    require_giver(row, actor)
    require_open(row)
    values, people = Checking(entry, row, at).values()
    words = {name: (getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value}
    for name, (_before, after) in words.items():
        setattr(row, name, after)
    names = list(words)
    for moment, told in (("remind_at", "reminded_at"), ("due_at", "overdue_told_at")):
        if moment in words:
            setattr(row, told, None)
            names.append(told)
    fresh = _join(row, people, words)
    if not words:
        return row
    save(row, names, words, actor=actor, at=at)
    facts = {"title": row.title, "person": actor.name}
    tell(
        row,
        [row.responsible_id],
        "changed",
        lambda: _("%(person)s 修改了任务「%(title)s」") % facts,
        actor=actor,
        at=at,
    )
    tell(row, fresh, "joined", lambda: _("%(person)s 请你参与任务「%(title)s」") % facts, actor=actor, at=at)
    return row


def _join(row: Task, people: list[int] | None, words: dict[str, tuple[Any, Any]]) -> list[int]:
    """Write who takes part; returns who is new."""
    if people is None:
        return []
    before = sorted(row.participants.values_list("pk", flat=True))
    after = sorted(pk for pk in people if pk != row.responsible_id)
    if before == after:
        return []
    row.participants.set(after)
    words["participants"] = (before, after)
    return [pk for pk in after if pk not in before]
