"""Give a task up."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.tasks.lifecycle import TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.permissions import EDIT
from danshu.tasks.recording import locked_task, move, require_giver, require_open, save, tell
from danshu.tasks.rules import require_text


@operation("tasks.cancel_task", permission=EDIT, label=("取消任务", "Cancel a task"))
def cancel_task(*, task_id: int, reason: str, version: int | None = None, actor: Actor, at: datetime) -> Task:
    """The giver does not want it any more; who was responsible or takes part is told why (COL-005).

    Raises NotFound, EditConflict, NotTheGiver, TaskClosed, FieldErrors without a reason.
    """
    row = locked_task(task_id, version=version, actor=actor)
    require_giver(row, actor)
    require_open(row)
    why = require_text("reason", reason)
    changes = move(row, TaskStatus.CANCELLED)
    save(row, ["status"], changes, actor=actor, at=at, reason=why)
    facts = {"title": row.title, "person": actor.name, "reason": why[:150]}
    current_context().effect("responsible", _("%(person)s 收到通知，不再提醒") % {"person": row.responsible.full_name})
    people = [row.responsible_id, *row.participants.values_list("pk", flat=True)]
    tell(
        row,
        people,
        "cancelled",
        lambda: _("%(person)s 取消了任务「%(title)s」：%(reason)s") % facts,
        actor=actor,
        at=at,
    )
    return row
