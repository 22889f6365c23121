"""Give a task back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.identity.queries import active_ids
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.tasks.errors import NobodyToReturnTo
from danshu.tasks.lifecycle import TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.permissions import EDIT
from danshu.tasks.recording import locked_task, move, require_open, require_responsible, save, tell
from danshu.tasks.rules import require_text


@operation("tasks.return_task", permission=EDIT, label=("退回任务", "Return a task"))
def return_task(*, task_id: int, reason: str, version: int | None = None, actor: Actor, at: datetime) -> Task:
    """The giver becomes responsible again and is told why (COL-005); the task is to be accepted anew.

    Raises NotFound, EditConflict, NotTheResponsible, TaskClosed, NobodyToReturnTo, FieldErrors without a reason.
    """
    row = locked_task(task_id, version=version, actor=actor)
    require_responsible(row, actor)
    require_open(row)
    why = require_text("reason", reason)
    if row.giver_id is None or row.giver_id == row.responsible_id or not active_ids([row.giver_id]):
        raise NobodyToReturnTo(label=row.title)
    changes = move(row, TaskStatus.OPEN) | {"responsible_id": (row.responsible_id, row.giver_id)}
    row.responsible_id, row.accepted_at = row.giver_id, None
    save(row, ["status", "responsible_id", "accepted_at"], changes, actor=actor, at=at, reason=why)
    facts = {"title": row.title, "person": actor.name, "reason": why[:150]}
    tell(
        row, [row.giver_id], "returned", lambda: _("%(person)s 退回了任务「%(title)s」：%(reason)s") % facts,
        actor=actor, at=at,
    )  # fmt: skip
    return row
