"""Tasks for tests; made by the real operations."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from danshu.access.tests.factories import actor_of, staff
from danshu.identity.models import Unit
from danshu.identity.tests.factories import NOON, make_unit
from danshu.kit.actor import Actor
from danshu.kit.refs import SourceRef
from danshu.tasks.models import Task
from danshu.tasks.operations.create_task import create_task

__all__ = ["NOON", "make_unit"]
DAY = timedelta(days=1)


def person(code: str = "SLS", *, name: str = "", unit: Unit | None = None) -> Actor:
    """Somebody with a delivered role."""
    values = {"full_name": name} if name else {}
    return actor_of(staff(code, unit=unit, **values))


def make_task(
    giver: Actor, responsible: Actor, *, at: datetime = NOON, source: SourceRef | None = None, **entry: Any
) -> Task:
    """A task that is due in two days."""
    given = {"title": "核对陈列照片", "responsible": responsible.user_id, "due_at": at + 2 * DAY, **entry}
    return create_task(entry=given, source=source, actor=giver, at=at)
