"""The giver agrees that a task is done."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.tasks.errors import AlreadyConfirmed, NotDone
from danshu.tasks.lifecycle import TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.permissions import EDIT
from danshu.tasks.recording import locked_task, require_giver, save, tell


@operation("tasks.confirm_task", permission=EDIT, label=("确认任务", "Confirm a task"))
def confirm_task(*, task_id: int, version: int | None = None, actor: Actor, at: datetime) -> Task:
    """The giver confirms what was done; the responsible person is told (COL-005).

    Raises NotFound, EditConflict, NotTheGiver, NotDone, AlreadyConfirmed.
    """
    row = locked_task(task_id, version=version, actor=actor)
    require_giver(row, actor)
    if row.status != TaskStatus.DONE:
        raise NotDone(label=row.title, state=row.get_status_display())
    if row.confirmed_at is not None:
        raise AlreadyConfirmed(label=row.title)
    row.confirmed_at = at
    save(row, ["confirmed_at"], {"confirmed": (False, True)}, actor=actor, at=at)
    facts = {"title": row.title, "person": actor.name}
    tell(
        row,
        [row.responsible_id],
        "confirmed",
        lambda: _("%(person)s 确认了任务「%(title)s」") % facts,
        actor=actor,
        at=at,
    )
    return row
