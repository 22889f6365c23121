"""What the operations on tasks share: finding and locking, storing a change, telling people (COL-005)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version, touch
from danshu.notices.operations.notify import notify
from danshu.tasks.errors import NotTheGiver, NotTheResponsible, TaskClosed
from danshu.tasks.lifecycle import OPEN_TASKS, TASK_LIFECYCLE, TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.permissions import EDIT
from danshu.tasks.queries import may_carry_out, may_decide

KIND = "tasks.task"


def locked_task(task_id: int, *, version: int | None = None, actor: Actor) -> Task:
    """A task that exists for the actor, locked. Raises NotFound, EditConflict."""
    rows = Task.objects.visible_to(actor, EDIT).filter(pk=task_id)
    if not rows.exists():
        raise NotFound
    # without its people: what waits for a lock is looked at again, and a joined row that changed meanwhile is not found
    row = lock(Task.objects.filter(pk=task_id)).get()
    if not rows.exists():  # given to somebody else while this waited
        raise NotFound
    require_version(row, version)
    return row


def require_open(row: Task) -> None:
    """Raise TaskClosed for a task that is done or cancelled."""
    if row.status not in OPEN_TASKS:
        raise TaskClosed(label=row.title, state=row.get_status_display())


def require_giver(row: Task, actor: Actor) -> None:
    """Raise NotTheGiver unless the actor decides about the task."""
    if not may_decide(row, actor):
        raise NotTheGiver(label=row.title, giver=row.giver_name)


def require_responsible(row: Task, actor: Actor) -> None:
    """Raise NotTheResponsible unless the actor carries the task out."""
    if not may_carry_out(row, actor):
        raise NotTheResponsible(label=row.title, responsible=row.responsible.full_name)


def move(row: Task, target: TaskStatus) -> dict[str, tuple[Any, Any]]:
    """Change the state of a locked task; returns the change for the history. The caller saves."""
    before = row.status
    if before == target:
        return {}
    TASK_LIFECYCLE.move(row, target)
    return {"status": (before, str(target))}


def save(
    row: Task, names: Iterable[str], changes: Mapping[str, tuple[Any, Any]], *, actor: Actor, at: datetime,
    reason: str = "",
) -> None:  # fmt: skip
    """Store the named columns of a locked task and note what changed."""
    row.save(update_fields=[*names, *touch(row, actor=actor, at=at)])
    noted(row, changes, reason=reason)


def noted(row: Task, changes: Mapping[str, tuple[Any, Any]], *, reason: str = "") -> None:
    """Write into the task's history."""
    current_context().changed(KIND, row.pk, label=row.title, changes=changes, reason=reason)


def tell(
    row: Task, people: Iterable[int | None], kind: str, text: Callable[[], str], *, actor: Actor, at: datetime
) -> None:
    """Put a notice with a link to the task under the bell of each of these people but the actor."""
    others = [pk for pk in people if pk is not None and pk != actor.user_id]
    if others:
        notify(others, kind=f"tasks.{kind}", text=text, url=reverse("tasks:task", args=[row.pk]), at=at)
