"""Tasks through the API (COL-005, SYS-030)."""

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
from danshu.tasks import queries
from danshu.tasks.operations.accept_task import accept_task
from danshu.tasks.operations.assign_task import assign_task
from danshu.tasks.operations.cancel_task import cancel_task
from danshu.tasks.operations.confirm_task import confirm_task
from danshu.tasks.operations.create_task import create_task
from danshu.tasks.operations.edit_task import edit_task
from danshu.tasks.operations.finish_task import finish_task
from danshu.tasks.operations.note_progress import note_progress
from danshu.tasks.operations.reopen_task import reopen_task
from danshu.tasks.operations.return_task import return_task
from danshu.tasks.permissions import EDIT, VIEW
from danshu.tasks.rest_shapes import (
    Key,
    TaskAssignIn,
    TaskChange,
    TaskDetailOut,
    TaskIn,
    TaskNoteIn,
    TaskOut,
    TaskQuery,
    TaskReasonIn,
    TaskResultIn,
    given,
    task_detail_out,
    task_out,
    without_unknown,
)

router = Router(tags=["tasks"])
VIEWS: dict[str, Callable[[Actor], Q]] = {
    "mine": queries.mine, "given": queries.given, "participating": queries.participating,
    "overdue": lambda actor: queries.overdue(now()),
}  # fmt: skip


def _key(request: ActorRequest) -> str:
    return idempotency_key(request, required=False)


def _source(payload: TaskIn) -> SourceRef | None:
    """The record it is about. Raises FieldErrors for half of one."""
    if bool(payload.source_kind) != (payload.source_id is not None):
        raise FieldErrors([FieldProblem("source_id", "required", _("类型和编号一起填写"))])
    return SourceRef(payload.source_kind, payload.source_id or 0) if payload.source_kind else None


@router.get("/tasks", response=responses(Page[TaskOut]))
@allowed_to(VIEW)
def list_tasks(request: ActorRequest, query: Query[TaskQuery]) -> dict[str, Any]:
    """Tasks that exist for the caller, newest first."""
    conditions = {
        "status": query.status, "responsible_id": query.responsible_id, "giver_id": query.giver_id,
        "source_kind": query.source_kind, "source_id": query.source_id,
    }  # fmt: skip
    rows = queries.tasks(request.actor)
    if query.view in VIEWS:
        rows = rows.filter(VIEWS[query.view](request.actor))
    rows = rows.filter(**{name: value for name, value in conditions.items() if value is not None})
    found = page(rows, query, shape=task_out)
    without_unknown(found["items"], request.actor)
    return found


@router.post("/tasks", response=responses(TaskDetailOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT)
def new_task(request: ActorRequest, payload: TaskIn) -> Status[Any]:
    """Give somebody a task."""
    made = create_task.keyed(idempotency_key(request))(
        entry=given(payload, "source_kind", "source_id"), source=_source(payload), actor=request.actor, at=now()
    )
    return Status(201, task_detail_out(made, request.actor))


@router.get("/tasks/{task_id}", response=responses(TaskDetailOut))
@allowed_to(VIEW)
def one_task(request: ActorRequest, task_id: Key) -> dict[str, Any]:
    """One task with its progress."""
    return task_detail_out(queries.task(request.actor, task_id), request.actor)


@router.patch("/tasks/{task_id}", response=responses(TaskDetailOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def change_task(request: ActorRequest, task_id: Key, payload: TaskChange) -> dict[str, Any]:
    """Change the fields that are sent; the giver does."""
    made = edit_task.keyed(_key(request))(
        task_id=task_id, entry=given(payload, "version"), version=payload.version, actor=request.actor, at=now()
    )
    return task_detail_out(made, request.actor)


@router.post("/tasks/{task_id}/assign", response=responses(TaskDetailOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def give_to_another(request: ActorRequest, task_id: Key, payload: TaskAssignIn) -> dict[str, Any]:
    """Another person becomes responsible."""
    made = assign_task.keyed(_key(request))(
        task_id=task_id, responsible_id=payload.responsible, reason=payload.reason, version=payload.version,
        actor=request.actor, at=now(),
    )  # fmt: skip
    return task_detail_out(made, request.actor)


@router.post("/tasks/{task_id}/accept", response=responses(TaskDetailOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def take_task_on(request: ActorRequest, task_id: Key) -> dict[str, Any]:
    """The responsible person is at it."""
    made = accept_task.keyed(_key(request))(task_id=task_id, actor=request.actor, at=now())
    return task_detail_out(made, request.actor)


@router.post("/tasks/{task_id}/return", response=responses(TaskDetailOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def give_task_back(request: ActorRequest, task_id: Key, payload: TaskReasonIn) -> dict[str, Any]:
    """The giver becomes responsible again."""
    made = return_task.keyed(_key(request))(
        task_id=task_id, reason=payload.reason, version=payload.version, actor=request.actor, at=now()
    )
    return task_detail_out(made, request.actor)


@router.post("/tasks/{task_id}/notes", response=responses(TaskDetailOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT)
def note_task(request: ActorRequest, task_id: Key, payload: TaskNoteIn) -> Status[Any]:
    """Say how far it is."""
    made = note_progress.keyed(idempotency_key(request))(
        task_id=task_id, content=payload.content, actor=request.actor, at=now()
    )
    return Status(201, task_detail_out(made, request.actor))


@router.post("/tasks/{task_id}/finish", response=responses(TaskDetailOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def task_is_done(request: ActorRequest, task_id: Key, payload: TaskResultIn) -> dict[str, Any]:
    """It is done."""
    made = finish_task.keyed(_key(request))(
        task_id=task_id, result=payload.result, version=payload.version, actor=request.actor, at=now()
    )
    return task_detail_out(made, request.actor)


@router.post("/tasks/{task_id}/confirm", response=responses(TaskDetailOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def agree_with_task(request: ActorRequest, task_id: Key) -> dict[str, Any]:
    """The giver agrees that it is done."""
    made = confirm_task.keyed(_key(request))(task_id=task_id, actor=request.actor, at=now())
    return task_detail_out(made, request.actor)


@router.post("/tasks/{task_id}/reopen", response=responses(TaskDetailOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def open_task_again(request: ActorRequest, task_id: Key, payload: TaskReasonIn) -> dict[str, Any]:
    """The giver wants more."""
    made = reopen_task.keyed(_key(request))(
        task_id=task_id, reason=payload.reason, version=payload.version, actor=request.actor, at=now()
    )
    return task_detail_out(made, request.actor)


@router.post("/tasks/{task_id}/cancel", response=responses(TaskDetailOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT)
def give_task_up(request: ActorRequest, task_id: Key, payload: TaskReasonIn) -> dict[str, Any]:
    """The giver does not want it any more."""
    made = cancel_task.keyed(_key(request))(
        task_id=task_id, reason=payload.reason, version=payload.version, actor=request.actor, at=now()
    )
    return task_detail_out(made, request.actor)
