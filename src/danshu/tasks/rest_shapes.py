"""What the API takes and gives for tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from danshu.files.holding import records_of
from danshu.kit.actor import Actor
from danshu.kit.refs import SourceRef
from danshu.kit.rest import Input, PageQuery
from danshu.tasks.models import Task
from danshu.tasks.queries import is_late, source_of

NO_NUL = r"^[^\x00]*$"
Key = Annotated[int, Field(ge=1, le=2**62)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Text = Annotated[str, Field(max_length=3000, pattern=NO_NUL)]
View = Literal["mine", "given", "participating", "overdue", "all"]


class TaskFields(Input):
    """What can be said about a task; people by their keys."""

    description: Text | None = None
    participants: list[Key] | None = Field(None, max_length=50)
    due_at: AwareDatetime | None = None
    remind_at: AwareDatetime | None = None
    priority: Text | None = Field(None, examples=["normal"])


class TaskIn(TaskFields):
    """A new task; source_kind and source_id: the record it is about."""

    title: Text
    responsible: Key
    source_kind: Text | None = Field(None, examples=["sales.order"])
    source_id: Key | None = None


class TaskChange(TaskFields):
    """Changed fields; `version` is the one that was read."""

    title: Text | None = None
    version: Version | None = None


class TaskAssignIn(Input):
    """To whom, and why."""

    responsible: Key
    reason: Text = ""
    version: Version | None = None


class TaskReasonIn(Input):
    """Why."""

    reason: Text
    version: Version | None = None


class TaskResultIn(Input):
    """What came of it."""

    result: Text = ""
    version: Version | None = None


class TaskNoteIn(Input):
    """How far it is."""

    content: Text


class TaskQuery(PageQuery):
    """Filters; several combine with AND. view: mine (to do, or to confirm), given, participating, overdue, all."""

    view: View = "all"
    status: Text | None = Field(None, examples=["open"])
    responsible_id: Key | None = None
    giver_id: Key | None = None
    source_kind: Text | None = None
    source_id: Key | None = None


class TaskNoteOut(Schema):
    """What somebody said about the progress."""

    content: str
    author_name: str
    at: datetime


class TaskOut(Schema):
    """A task; is_overdue is computed."""

    id: int
    title: str
    description: str
    giver_id: int | None
    giver_name: str
    responsible_id: int
    due_at: datetime | None
    remind_at: datetime | None
    priority: str
    status: str
    is_overdue: bool
    source_kind: str
    source_id: int | None
    result: str
    accepted_at: datetime | None
    finished_at: datetime | None
    confirmed_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class TaskDetailOut(TaskOut):
    """A task with those who take part and its progress, the latest note first."""

    participants: list[int]
    notes: list[TaskNoteOut]


UNKNOWN: dict[str, Any] = {"source_kind": "", "source_id": None}


def task_out(row: Task) -> dict[str, Any]:
    """A task as the API lists it."""
    given = {name: getattr(row, name) for name in TaskOut.model_fields if name != "is_overdue"}
    return given | {"is_overdue": is_late(row)}


def without_unknown(items: Sequence[dict[str, Any]], actor: Actor) -> None:
    """Leave out of listed tasks the records that do not exist for the reader; one statement for each kind (INV-Z1)."""
    refs = [SourceRef(item["source_kind"], item["source_id"]) for item in items if item["source_id"] is not None]
    known = records_of(refs, actor)
    for item in items:
        if item["source_id"] is not None and SourceRef(item["source_kind"], item["source_id"]) not in known:
            item.update(UNKNOWN)


def task_detail_out(row: Task, actor: Actor) -> dict[str, Any]:
    """A task as the API gives it; the record it is about only where that exists for the reader (INV-Z1)."""
    people: Iterable[int] = row.participants.order_by("pk").values_list("pk", flat=True)
    notes = row.notes.order_by("-at", "-pk").values("content", "author_name", "at")[:100]
    about = {} if source_of(actor, row) is not None else UNKNOWN
    return task_out(row) | about | {"participants": list(people), "notes": list(notes)}


def given(payload: Input, *besides: str) -> dict[str, Any]:
    """The fields that were sent; null empties a field."""
    return {k: v for k, v in payload.model_dump(exclude_unset=True).items() if k not in besides}
