"""A task is done."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.tasks.events import TaskFinished
from danshu.tasks.lifecycle import TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.permissions import EDIT
from danshu.tasks.recording import KIND, locked_task, move, require_open, require_responsible, save, tell
from danshu.tasks.rules import require_text


@operation("tasks.finish_task", permission=EDIT, label=("完成任务", "Finish a task"))
def finish_task(*, task_id: int, result: str = "", version: int | None = None, actor: Actor, at: datetime) -> Task:
    """The responsible person says that it is done, and what came of it; the giver is told and confirms (COL-005).

    A task that one gave oneself, or that a rule gave, needs no confirmation. Raises NotFound, EditConflict,
    NotTheResponsible, TaskClosed, FieldErrors.
    """
    row = locked_task(task_id, version=version, actor=actor)
    require_responsible(row, actor)
    require_open(row)
    row.result = require_text("result", result, required=False)
    changes = move(row, TaskStatus.DONE)
    row.finished_at, row.accepted_at = at, row.accepted_at or at
    if row.giver_id in (None, row.responsible_id):
        row.confirmed_at = at
    if row.result:
        changes["result"] = ("", row.result[:200])
    names = ["status", "result", "finished_at", "accepted_at", "confirmed_at"]
    save(row, names, changes, actor=actor, at=at)
    publish(
        TaskFinished(
            aggregate=SourceRef(KIND, row.pk), version=row.version, giver_id=row.giver_id,
            responsible_id=row.responsible_id, source=str(row.source or ""),
        )
    )  # fmt: skip
    facts = {"title": row.title, "person": actor.name}
    tell(
        row, [row.giver_id], "done", lambda: _("%(person)s 完成了任务「%(title)s」，请确认") % facts, actor=actor, at=at
    )
    return row
