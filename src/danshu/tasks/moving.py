"""Open tasks go to another person together with what they are about, or when somebody leaves (CUS-014, ACC-005)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.locks import lock
from danshu.tasks.lifecycle import OPEN_TASKS
from danshu.tasks.models import Task
from danshu.tasks.recording import save


def move_tasks(rows: Sequence[Task], successor_id: int, *, actor: Actor, at: datetime) -> int:
    """Make another person responsible for locked tasks; part of an operation. Returns how many."""
    for row in rows:
        changes = {"responsible_id": (row.responsible_id, successor_id)}
        row.responsible_id = successor_id
        save(row, ["responsible_id"], changes, actor=actor, at=at)
    return len(rows)


def move_tasks_of(kind: str, pk: int, *, old_id: int, new_id: int, actor: Actor, at: datetime) -> int:
    """The same for the open tasks that a person has about one record."""
    rows = Task.objects.filter(source_kind=kind, source_id=pk, responsible_id=old_id, status__in=OPEN_TASKS)
    return move_tasks(list(lock(rows)), new_id, actor=actor, at=at)


def hand_tasks_over(*, user_id: int, successor_id: int, actor: Actor, at: datetime) -> int:
    """Give the open tasks of a leaver to his successor (ACC-005)."""
    rows = Task.objects.filter(responsible_id=user_id, status__in=OPEN_TASKS)
    return move_tasks(list(lock(rows)), successor_id, actor=actor, at=at)
