"""What the API takes and gives for reminders."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from danshu.kit.rest import Input, PageQuery
from danshu.reminders.models import Reminder

NO_NUL = r"^[^\x00]*$"
Key = Annotated[int, Field(ge=1, le=2**62)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Text = Annotated[str, Field(max_length=500, pattern=NO_NUL)]
ReminderView = Literal["appeared", "to_come", "for_others", "all"]


class ReminderIn(Input):
    """A new reminder; person: the caller by default; source_kind and source_id: the record it is about."""

    text: Text
    person: Key | None = None
    remind_at: AwareDatetime
    repeat: Text | None = Field(None, examples=["weekly"])
    put_off: bool | None = None
    source_kind: Text | None = Field(None, examples=["sales.order"])
    source_id: Key | None = None


class ReminderChange(Input):
    """Changed fields; `version` is the one that was read."""

    text: Text | None = None
    remind_at: AwareDatetime | None = None
    repeat: Text | None = None
    put_off: bool | None = None
    version: Version | None = None


class ReminderSnoozeIn(Input):
    """Until when."""

    until: AwareDatetime
    version: Version | None = None


class ReminderQuery(PageQuery):
    """Filters; several combine with AND. view: appeared, to_come (one's own), for_others (set by the caller), all."""

    view: ReminderView = "all"
    status: Text | None = Field(None, examples=["waiting"])
    source_kind: Text | None = None
    source_id: Key | None = None


class ReminderOut(Schema):
    """A reminder; text and record say nothing about a record that does not exist for the caller.

    remind_at: when it appears next; rule: the rule of the house that set it, "" for a person.
    """

    id: int
    text: str
    person_id: int
    author_id: int | None
    author_name: str
    rule: str
    source_kind: str
    source_id: int | None
    record: str
    status: str
    repeat: str
    put_off: bool
    remind_at: datetime | None
    shown_at: datetime | None
    times: int
    ended_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


def reminder_out(row: Reminder) -> dict[str, Any]:
    """A reminder as the API gives it."""
    given = {name: getattr(row, name) for name in ReminderOut.model_fields if name not in ("text", "record")}
    if row.is_hidden:
        given |= {"source_kind": "", "source_id": None}
    return given | {"text": row.words, "record": row.about.label if row.about else ""}


def given(payload: Input, *besides: str) -> dict[str, Any]:
    """The fields that were sent; null empties a field."""
    return {k: v for k, v in payload.model_dump(exclude_unset=True).items() if k not in besides}
