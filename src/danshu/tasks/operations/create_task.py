"""Give somebody a task."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.access.queries import load_actor
from danshu.files.holding import held
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.tasks.models import Task
from danshu.tasks.permissions import EDIT
from danshu.tasks.recording import noted, tell
from danshu.tasks.rules import Checking


@operation("tasks.create_task", permission=EDIT, label=("新建任务", "Create a task"))
def create_task(*, entry: Mapping[str, Any], source: SourceRef | None = None, actor: Actor, at: datetime) -> Task:
    """A task of `title` for `responsible` (key of a person), optionally with description, participants (keys), due_at,
    remind_at, priority; source: the record it is about, which has to exist for the actor (COL-005).

    Responsible person and participants are told. Raises FieldErrors, NotFound for a record out of reach.
    """
    values, people = Checking(entry, None, at).values()
    about = held(source.kind, source.pk, actor) if source is not None else None
    row = Task(
        giver_id=actor.user_id, giver_name=actor.name, created_at=at, updated_at=at, updated_by_name=actor.name,
        source_kind=source.kind if source else "", source_id=source.pk if source else None, **values,
    )  # fmt: skip
    row.save(force_insert=True)
    joined = [pk for pk in people or () if pk != row.responsible_id]
    row.participants.set(joined)
    changes = {name: (None, value) for name, value in values.items() if value not in (None, "")}
    noted(row, changes | ({"participants": (None, joined)} if joined else {}))
    current_context().effect("task", _("任务「%(title)s」交给 %(person)s") % {
        "title": row.title, "person": row.responsible.full_name,
    })  # fmt: skip
    knows = about is not None and source is not None and _exists_for(row.responsible_id, source, at)
    _tell(row, joined, about.label if about and knows else "", actor=actor, at=at)
    return row


def _exists_for(person_id: int, source: SourceRef, at: datetime) -> bool:
    """True when the record exists for the person who gets the task: its name is told to nobody else (INV-Z1)."""
    person = load_actor(person_id, today=business_date(at))
    if person is None:
        return False
    try:
        held(source.kind, source.pk, person)
    except DomainError:
        return False
    return True


def _tell(row: Task, joined: list[int], about: str, *, actor: Actor, at: datetime) -> None:
    facts = {"title": row.title, "giver": actor.name, "about": about}

    def asked() -> str:
        if about:
            return _("%(giver)s 交给你任务「%(title)s」：%(about)s") % facts
        return _("%(giver)s 交给你任务「%(title)s」") % facts

    tell(row, [row.responsible_id], "given", asked, actor=actor, at=at)
    # who takes part may not know the record: he finds it on the task when it exists for him
    tell(row, joined, "joined", lambda: _("%(giver)s 请你参与任务「%(title)s」") % facts, actor=actor, at=at)
