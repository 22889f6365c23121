"""Give a task to somebody else."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.identity.queries import active_ids, full_name_of
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.tasks.errors import SameResponsible
from danshu.tasks.lifecycle import TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.permissions import EDIT
from danshu.tasks.queries import may_carry_out
from danshu.tasks.recording import locked_task, move, require_giver, require_open, save, tell
from danshu.tasks.rules import require_text


@operation("tasks.assign_task", permission=EDIT, label=("改派任务", "Reassign a task"))
def assign_task(
    *, task_id: int, responsible_id: int, reason: str = "", version: int | None = None, actor: Actor, at: datetime
) -> Task:
    """Another person becomes responsible for an open task and has to accept it; old, new and giver are told (COL-005).

    The giver, managers and who is responsible do so. Raises NotFound, EditConflict, TaskClosed, NotTheGiver,
    SameResponsible, FieldErrors for a person whose account is not active.
    """
    row = locked_task(task_id, version=version, actor=actor)
    require_open(row)
    if not may_carry_out(row, actor):
        require_giver(row, actor)
    why = require_text("reason", reason, required=False)
    if not active_ids([responsible_id]):
        raise FieldErrors([FieldProblem("responsible", "unknown", _("从列表中选择一位在用的用户"))])
    before = row.responsible_id
    if before == responsible_id:
        raise SameResponsible(label=row.title, responsible=row.responsible.full_name, field="responsible")
    changes = move(row, TaskStatus.OPEN) | {"responsible_id": (before, responsible_id)}
    row.responsible_id, row.accepted_at, row.overdue_told_at = responsible_id, None, None
    row.participants.remove(responsible_id)
    save(row, ["status", "responsible_id", "accepted_at", "overdue_told_at"], changes, actor=actor, at=at, reason=why)
    facts = {"title": row.title, "person": actor.name, "responsible": full_name_of(responsible_id)}
    tell(row, [responsible_id], "given", lambda: _("%(person)s 把任务「%(title)s」交给你") % facts, actor=actor, at=at)
    tell(
        row, {before, row.giver_id} - {responsible_id}, "passed_on",
        lambda: _("任务「%(title)s」现在由 %(responsible)s 负责") % facts, actor=actor, at=at,
    )  # fmt: skip
    return row
