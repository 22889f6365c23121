"""The recycle bin through the API (ORD-043, ORD-044)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.rest import KEY_REQUIRED, Input, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.recycling.models import Application, Entry
from danshu.recycling.operations.ask_restore import ask_restore
from danshu.recycling.operations.decide_restore import decide_restore
from danshu.recycling.operations.purge_entry import purge_entry
from danshu.recycling.operations.restore_entry import restore_entry
from danshu.recycling.permissions import PURGE, RESTORE, VIEW_BIN
from danshu.recycling.queries import applications, due_at, entries, entry_by_id

router = Router(tags=["recycle bin"])


class EntryOut(Schema):
    """A deleted record. `missing`: what a restore could not have again; the record then returned as a draft."""

    id: int
    kind: str
    label: str
    title: str
    status: str
    amount: Decimal | None
    currency: str
    deleted_at: datetime
    deleted_by_name: str
    reason_code: str
    reason: str
    state: str
    missing: list[str]
    purge_due_at: datetime

    @staticmethod
    def resolve_purge_due_at(row: Entry) -> datetime:
        """When it goes for good."""
        return due_at(row)


class ApplicationOut(Schema):
    """A restore application."""

    id: int
    entry_id: int
    reason: str
    state: str
    asked_by_name: str
    created_at: datetime
    decided_at: datetime | None
    decided_by_name: str
    answer: str


class BinQuery(PageQuery):
    """Filters of the bin."""

    kind: str = Field("", max_length=40)
    label: str = Field("", max_length=60)


class RestorationIn(Input):
    """settled: new values for columns whose old ones were taken meanwhile."""

    settled: dict[str, str] = Field(default_factory=dict, max_length=10)


class PurgeIn(Input):
    """The second confirmation: the label of the record."""

    confirm_label: str = Field(max_length=60)
    reason: str = Field("", max_length=500)


class AskIn(Input):
    """Why it should come back."""

    reason: str = Field(max_length=500)


class AnswerIn(Input):
    """The answer to an application; a refusal needs its reason."""

    decision: Literal["agree", "refuse"]
    answer: str = Field("", max_length=500)
    settled: dict[str, str] = Field(default_factory=dict, max_length=10)


@router.get("/recycle-bin", response=responses(Page[EntryOut]))
@allowed_to(VIEW_BIN)
def list_entries(request: ActorRequest, query: Query[BinQuery]) -> dict[str, Any]:
    """What lies in the bin, as far as it exists for you, newest first."""
    given = query.dict(include={"kind", "label"})
    rows = entries(request.actor).filter(**{name: value for name, value in given.items() if value})
    return page(rows, query)


@router.get("/recycle-bin/applications", response=responses(Page[ApplicationOut]))
@allowed_to(VIEW_BIN)
def list_applications(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Your own applications, and those for what you may restore, newest first."""
    return page(applications(request.actor), query)


@router.get("/recycle-bin/{int:entry_id}", response=responses(EntryOut))
@allowed_to(VIEW_BIN)
def read_entry(request: ActorRequest, entry_id: int) -> Entry:
    """One deleted record."""
    return entry_by_id(request.actor, entry_id)


@router.post("/recycle-bin/{int:entry_id}/restoration", response=responses(EntryOut), openapi_extra=KEY_REQUIRED)
@allowed_to(RESTORE)
def restore(request: ActorRequest, entry_id: int, payload: RestorationIn) -> Entry:
    """Bring it back with everything of its own."""
    return restore_entry.keyed(idempotency_key(request))(
        entry_id=entry_id, settled=payload.settled, actor=request.actor, at=now()
    )


@router.post("/recycle-bin/{int:entry_id}/purge", response=responses(EntryOut), openapi_extra=KEY_REQUIRED)
@allowed_to(PURGE)
def purge(request: ActorRequest, entry_id: int, payload: PurgeIn) -> Entry:
    """Delete it for good; the log keeps the record of it."""
    found = entry_by_id(request.actor, entry_id, ended=True)
    if payload.confirm_label != found.label:
        text = _("应为 %(typed)s") % {"typed": found.label}
        raise FieldErrors([FieldProblem("confirm_label", "wrong", text)])
    return purge_entry.keyed(idempotency_key(request))(
        entry_id=entry_id, reason=payload.reason, actor=request.actor, at=now()
    )


@router.post(
    "/recycle-bin/{int:entry_id}/applications", response=responses(ApplicationOut, 201), openapi_extra=KEY_REQUIRED
)
@allowed_to(VIEW_BIN)
def ask(request: ActorRequest, entry_id: int, payload: AskIn) -> Status[Application]:
    """Ask for it to come back."""
    asked = ask_restore.keyed(idempotency_key(request))(
        entry_id=entry_id, reason=payload.reason, actor=request.actor, at=now()
    )
    return Status(201, asked)


@router.post(
    "/recycle-bin/applications/{int:application_id}/decision", response=responses(ApplicationOut),
    openapi_extra=KEY_REQUIRED,
)  # fmt: skip
@allowed_to(RESTORE)
def decide(request: ActorRequest, application_id: int, payload: AnswerIn) -> Application:
    """Restore what was asked for, or refuse."""
    return decide_restore.keyed(idempotency_key(request))(
        application_id=application_id, agree=payload.decision == "agree", answer=payload.answer,
        settled=payload.settled, actor=request.actor, at=now(),
    )  # fmt: skip
