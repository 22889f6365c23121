"""Take a task on."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.tasks.errors import AlreadyAccepted
from danshu.tasks.lifecycle import TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.permissions import EDIT
from danshu.tasks.recording import locked_task, move, require_open, require_responsible, save, tell


@operation("tasks.accept_task", permission=EDIT, label=("接受任务", "Accept a task"))
def accept_task(*, task_id: int, version: int | None = None, actor: Actor, at: datetime) -> Task:
    """The responsible person is at it; the giver is told (COL-005).

    Raises NotFound, EditConflict, NotTheResponsible, TaskClosed, AlreadyAccepted.
    """
    row = locked_task(task_id, version=version, actor=actor)
    require_responsible(row, actor)
    require_open(row)
    if row.status == TaskStatus.IN_PROGRESS:
        raise AlreadyAccepted(label=row.title)
    changes, row.accepted_at = move(row, TaskStatus.IN_PROGRESS), at
    save(row, ["status", "accepted_at"], changes, actor=actor, at=at)
    facts = {"title": row.title, "person": actor.name}
    tell(row, [row.giver_id], "accepted", lambda: _("%(person)s 接受了任务「%(title)s」") % facts, actor=actor, at=at)
    return row
