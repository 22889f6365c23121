"""Reading tasks: what pages, interface and other modules may ask (COL-005)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet

from danshu.files.holding import Held, held
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import NotFound
from danshu.tasks.lifecycle import OPEN_TASKS, TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.permissions import MANAGE, VIEW


def tasks(actor: Actor) -> QuerySet[Task]:
    """Tasks that exist for the actor."""
    return Task.objects.visible_to(actor, VIEW).select_related("giver", "responsible")


def task(actor: Actor, pk: int) -> Task:
    """One task. Raises NotFound."""
    found = tasks(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def mine(actor: Actor) -> Q:
    """What the actor has to do, and what was done for him and waits for his word."""
    return Q(responsible_id=actor.user_id, status__in=OPEN_TASKS) | to_confirm(actor)


def to_confirm(actor: Actor) -> Q:
    """Done by somebody else for the actor, not confirmed."""
    done = Q(giver_id=actor.user_id, status=TaskStatus.DONE, confirmed_at__isnull=True)
    return done & ~Q(responsible_id=F("giver_id"))


def given(actor: Actor) -> Q:
    """What the actor gave to others."""
    return Q(giver_id=actor.user_id) & ~Q(responsible_id=actor.user_id)


def participating(actor: Actor) -> Q:
    """What the actor takes part in."""
    return Q(pk__in=Task.participants.through.objects.filter(user_id=actor.user_id or 0).values("task_id"))


def overdue(at: datetime) -> Q:
    """Open, and the due time has passed."""
    return Q(status__in=OPEN_TASKS, due_at__lt=at)


def is_overdue(row: Task, at: datetime) -> bool:
    """True for an open task whose time has passed (COL-005)."""
    return row.status in OPEN_TASKS and row.due_at is not None and row.due_at < at


def waiting(actor: Actor) -> QuerySet[Task]:
    """What waits for the actor, for the workbench (COL-001)."""
    return Task.objects.filter(mine(actor))


def open_tasks_of(actor: Actor, kind: str, pk: int, limit: int) -> Sequence[Task]:
    """What is to be done about a record, as far as it exists for the actor, the most urgent first."""
    rows = tasks(actor).filter(source_kind=kind, source_id=pk, status__in=OPEN_TASKS)
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:limit])


def source_of(actor: Actor, row: Task) -> Held | None:
    """The record it is about; None without one and for a reader for whom that record does not exist."""
    if row.source_id is None:
        return None
    try:
        return held(row.source_kind, row.source_id, actor)
    except NotFound:
        return None


def participants_of(row: Task) -> list[tuple[int, str]]:
    """Who takes part, by name."""
    return list(row.participants.order_by("full_name", "pk").values_list("pk", "full_name"))


def may_manage(row: Task, actor: Actor) -> bool:
    """True for the system and for managers of the responsible person."""
    if actor.is_system:
        return True
    return actor.can(MANAGE) and actor.scope(MANAGE).covers(
        unit_id=row.responsible.unit_id, owner_id=row.responsible_id
    )


def may_decide(row: Task, actor: Actor) -> bool:
    """True for the giver, for managers, and for the responsible person of a task that nobody gave."""
    gave = row.giver_id if row.giver_id is not None else row.responsible_id
    return actor.user_id == gave or may_manage(row, actor)


def may_carry_out(row: Task, actor: Actor) -> bool:
    """True for the responsible person and for managers."""
    return actor.user_id == row.responsible_id or may_manage(row, actor)


def open_count(user_id: int) -> int:
    """How many open tasks a person is responsible for."""
    return Task.objects.filter(responsible_id=user_id, status__in=OPEN_TASKS).count()


def is_late(row: Task) -> bool:
    """True when it is overdue now."""
    return is_overdue(row, now())
