"""Reminders through the API (COL-009, SYS-030)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.refs import SourceRef
from danshu.kit.rest import KEY_OPTIONAL, KEY_REQUIRED, Page, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.reminders import queries
from danshu.reminders.models import Reminder
from danshu.reminders.operations.edit_reminder import edit_reminder
from danshu.reminders.operations.finish_reminder import finish_reminder
from danshu.reminders.operations.set_reminder import set_reminder
from danshu.reminders.operations.snooze_reminder import snooze_reminder
from danshu.reminders.operations.stop_reminder import stop_reminder
from danshu.reminders.permissions import EDIT, VIEW
from danshu.reminders.rest_shapes import (
    Key,
    ReminderChange,
    ReminderIn,
    ReminderOut,
    ReminderQuery,
    ReminderSnoozeIn,
    given,
    reminder_out,
)

router = Router(tags=["reminders"])
VIEWS: dict[str, Callable[[Actor], Q]] = {
    "appeared": lambda actor: Q(person_id=actor.user_id or 0, status="shown"),
    "to_come": queries.to_come, "for_others": queries.for_others,
}  # fmt: skip


def _key(request: ActorRequest) -> str:
    return idempotency_key(request, required=False)


def _source(payload: ReminderIn) -> SourceRef | None:
    """The record it is about. Raises FieldErrors for half of one."""
    if bool(payload.source_kind) != (payload.source_id is not None):
        raise FieldErrors([FieldProblem("source_id", "required", _("类型和编号一起填写"))])
    return SourceRef(payload.source_kind, payload.source_id or 0) if payload.source_kind else None


def _out(request: ActorRequest, row: Reminder) -> dict[str, Any]:
    return reminder_out(queries.reminder(request.actor, row.pk))


@router.get("/reminders", response=responses(Page[ReminderOut]))
@allowed_to(VIEW)
def list_reminders(request: ActorRequest, query: Query[ReminderQuery]) -> dict[str, Any]:
    """The caller's reminders and those that he set for others, newest first."""
    conditions = {"status": query.status, "source_kind": query.source_kind, "source_id": query.source_id}
    rows = queries.reminders(request.actor)
    if query.view in VIEWS:
        rows = rows.filter(VIEWS[query.view](request.actor))
    rows = rows.filter(**{name: value for name, value in conditions.items() if value is not None})
    return page(rows, query, shape=reminder_out)


@router.post("/reminders", response=responses(ReminderOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT)
def new_reminder(request: ActorRequest, payload: ReminderIn) -> Status[Any]:
    """Let somebody be reminded."""
    entry = {"person": request.actor.user_id} | {
        name: value for name, value in given(payload, "source_kind", "source_id").items() if value is not None
    }
    made = set_reminder.keyed(idempotency_key(request))(
        entry=entry, source=_source(payload), actor=request.actor, at=now()
    )
    return Status(201, _out(request, made))


@router.get("/reminders/{reminder_id}", response=responses(ReminderOut))
@allowed_to(VIEW)
def one_reminder(request: ActorRequest, reminder_id: Key) -> dict[str, Any]:
    """One reminder."""
    return reminder_out(queries.reminder(request.actor, reminder_id))


@router.patch("/reminders/{reminder_id}", response=responses(ReminderOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def change_reminder(request: ActorRequest, reminder_id: Key, payload: ReminderChange) -> dict[str, Any]:
    """Change the fields that are sent; who set it does."""
    row = edit_reminder.keyed(_key(request))(
        reminder_id=reminder_id, entry=given(payload, "version"), version=payload.version, actor=request.actor, at=now()
    )
    return _out(request, row)


@router.post("/reminders/{reminder_id}/snooze", response=responses(ReminderOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def put_reminder_off(request: ActorRequest, reminder_id: Key, payload: ReminderSnoozeIn) -> dict[str, Any]:
    """It goes away and returns."""
    row = snooze_reminder.keyed(_key(request))(
        reminder_id=reminder_id, until=payload.until, version=payload.version, actor=request.actor, at=now()
    )
    return _out(request, row)


@router.post("/reminders/{reminder_id}/finish", response=responses(ReminderOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def reminder_is_done(request: ActorRequest, reminder_id: Key) -> dict[str, Any]:
    """The caller is done with it; a repeated one comes back."""
    return _out(request, finish_reminder.keyed(_key(request))(reminder_id=reminder_id, actor=request.actor, at=now()))


@router.post("/reminders/{reminder_id}/stop", response=responses(ReminderOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def no_more_reminder(request: ActorRequest, reminder_id: Key) -> dict[str, Any]:
    """It never comes back."""
    return _out(request, stop_reminder.keyed(_key(request))(reminder_id=reminder_id, actor=request.actor, at=now()))
