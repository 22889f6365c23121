"""Open a task again."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.tasks.errors import StillOpen
from danshu.tasks.lifecycle import OPEN_TASKS, TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.permissions import EDIT
from danshu.tasks.recording import locked_task, move, require_giver, save, tell
from danshu.tasks.rules import require_text


@operation("tasks.reopen_task", permission=EDIT, label=("重新打开任务", "Reopen a task"))
def reopen_task(*, task_id: int, reason: str, version: int | None = None, actor: Actor, at: datetime) -> Task:
    """The giver wants more: a finished task is in progress again, a cancelled one open (COL-005).

    The responsible person is told why. Raises NotFound, EditConflict, NotTheGiver, StillOpen, FieldErrors.
    """
    row = locked_task(task_id, version=version, actor=actor)
    require_giver(row, actor)
    why = require_text("reason", reason)
    if row.status in OPEN_TASKS:
        raise StillOpen(label=row.title)
    changes = move(row, TaskStatus.IN_PROGRESS if row.status == TaskStatus.DONE else TaskStatus.OPEN)
    row.finished_at = row.confirmed_at = row.overdue_told_at = None
    if row.status == TaskStatus.OPEN:
        row.accepted_at = None
    if row.result:
        changes |= {"result": (row.result, "")}  # it was not what was wanted; the history keeps it
        row.result = ""
    names = ["status", "result", "finished_at", "confirmed_at", "overdue_told_at", "accepted_at"]
    save(row, names, changes, actor=actor, at=at, reason=why)
    facts = {"title": row.title, "person": actor.name, "reason": why[:150]}
    tell(
        row, [row.responsible_id], "reopened", lambda: _("%(person)s 重新打开了任务「%(title)s」：%(reason)s") % facts,
        actor=actor, at=at,
    )  # fmt: skip
    return row
