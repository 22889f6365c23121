"""What the API takes and gives for communications and plans."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AwareDatetime, Field

from danshu.activities.models import Communication, Plan
from danshu.custom_fields.rest_shapes import Custom
from danshu.custom_fields.web.part import custom_out
from danshu.kit.actor import Actor
from danshu.kit.rest import Input, PageQuery

NO_NUL = r"^[^\x00]*$"
Key = Annotated[int, Field(ge=1, le=2**62)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Minutes = Annotated[int, Field(ge=0, le=2**31 - 1)]
Text = Annotated[str, Field(max_length=3000, pattern=NO_NUL)]


class CommunicationFields(Input):
    """What can be said about a communication; values of dictionaries by their key, of custom fields by their codes."""

    custom: Custom | None = None
    happened_at: AwareDatetime | None = None
    contact: Key | None = None
    relation: Key | None = None
    duration_minutes: Minutes | None = None
    direction: Text | None = Field(None, examples=["out"])
    responsible: Key | None = None
    products: list[Key] | None = Field(None, max_length=50)
    hot_spot: Key | None = None
    intention: Key | None = None
    status: Key | None = None
    feedback: Text | None = None
    result: Text | None = None
    next_step: Text | None = None
    place: Text | None = None
    participants: Text | None = None
    is_confidential: bool | None = None


class CommunicationIn(CommunicationFields):
    """A new communication; plan_id: the plan it carries out; next_at plans the next contact."""

    type: Key
    content: Text
    plan_id: Key | None = None
    next_at: AwareDatetime | None = None


class CommunicationChange(CommunicationFields):
    """Changed fields; `version` is the one that was read."""

    type: Key | None = None
    content: Text | None = None
    version: Version | None = None


class CommunicationQuery(PageQuery):
    """Filters; several combine with AND."""

    q: str = Field("", max_length=100, pattern=NO_NUL, description="Words of content, feedback, result")
    customer_id: Key | None = None
    responsible_id: Key | None = None
    type: Key | None = None
    happened_from: AwareDatetime | None = None
    happened_before: AwareDatetime | None = None


class PlanFields(Input):
    """What can be said about a plan."""

    duration_minutes: Minutes | None = None
    type: Key | None = None
    contact: Key | None = None
    responsible: Key | None = None
    content: Text | None = None
    place: Text | None = None
    priority: Text | None = Field(None, examples=["normal"])
    remind_minutes: Minutes | None = None


class PlanIn(PlanFields):
    """A new plan."""

    plan_type: Key
    title: Text
    planned_at: AwareDatetime


class PlanChange(PlanFields):
    """Changed fields; `version` is the one that was read."""

    plan_type: Key | None = None
    title: Text | None = None
    planned_at: AwareDatetime | None = None
    version: Version | None = None


class PostponeIn(Input):
    """Another time."""

    planned_at: AwareDatetime
    reason: Text = ""


class CancelIn(Input):
    """Why."""

    reason: Text


class PlanQuery(PageQuery):
    """Filters; several combine with AND."""

    customer_id: Key | None = None
    responsible_id: Key | None = None
    status: Text | None = Field(None, examples=["planned"])


class CommunicationOut(Schema):
    """A communication."""

    id: int
    customer_id: int
    contact_id: int | None
    type_id: int
    form: str
    counts: bool
    happened_at: datetime
    duration_minutes: int | None
    direction: str
    responsible_id: int
    relation_id: int | None
    hot_spot_id: int | None
    intention_id: int | None
    status_id: int | None
    content: str
    feedback: str
    result: str
    next_step: str
    place: str
    participants: str
    is_confidential: bool
    is_late: bool
    custom: dict[str, Any]
    source: str
    author_name: str
    version: int
    created_at: datetime
    updated_at: datetime


class PlanOut(Schema):
    """A plan."""

    id: int
    customer_id: int
    contact_id: int | None
    plan_type_id: int
    type_id: int | None
    title: str
    planned_at: datetime
    duration_minutes: int | None
    responsible_id: int
    content: str
    place: str
    priority: str
    status: str
    remind_minutes: int
    record_id: int | None
    version: int
    created_at: datetime
    updated_at: datetime


def communication_out(actor: Actor, row: Communication) -> dict[str, Any]:
    """A communication as the API gives it."""
    names = [name for name in CommunicationOut.model_fields if name not in ("source", "custom")]
    custom = custom_out("activities.communication", actor, row)
    return {**{name: getattr(row, name) for name in names}, "custom": custom, "source": str(row.source or "")}


def plan_out(row: Plan) -> dict[str, Any]:
    """A plan as the API gives it."""
    return {name: getattr(row, name) for name in PlanOut.model_fields}


def given(payload: Input, *besides: str) -> dict[str, Any]:
    """The fields that were sent; null empties a field."""
    return {k: v for k, v in payload.model_dump(exclude_unset=True).items() if k not in besides}
