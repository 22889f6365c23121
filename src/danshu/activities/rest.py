"""Communications and plans through the API (CUS-025, CUS-030, SYS-030)."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Status

from danshu.activities import permissions as rights
from danshu.activities import queries
from danshu.activities.operations.cancel_plan import cancel_plan
from danshu.activities.operations.create_plan import create_plan
from danshu.activities.operations.delete_communication import delete_communication
from danshu.activities.operations.edit_communication import edit_communication
from danshu.activities.operations.edit_plan import edit_plan
from danshu.activities.operations.postpone_plan import postpone_plan
from danshu.activities.operations.record_communication import record_communication
from danshu.activities.rest_shapes import (
    CancelIn,
    CommunicationChange,
    CommunicationIn,
    CommunicationOut,
    CommunicationQuery,
    Key,
    PlanChange,
    PlanIn,
    PlanOut,
    PlanQuery,
    PostponeIn,
    communication_out,
    given,
    plan_out,
)
from danshu.kit.clock import now
from danshu.kit.rest import KEY_OPTIONAL, KEY_REQUIRED, Page, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest

router = Router(tags=["activities"])


def _key(request: ActorRequest) -> str:
    return idempotency_key(request, required=False)


@router.get("/communications", response=responses(Page[CommunicationOut]))
@allowed_to(rights.VIEW_COMMUNICATIONS)
def list_communications(request: ActorRequest, query: Query[CommunicationQuery]) -> dict[str, Any]:
    """Communications in the caller's scope, newest first."""
    rows = queries.communications(request.actor)
    conditions = {
        "customer_id": query.customer_id, "responsible_id": query.responsible_id, "type_id": query.type,
        "happened_at__gte": query.happened_from, "happened_at__lt": query.happened_before,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in conditions.items() if value is not None})
    return page(
        queries.matching(rows, query.q) if query.q.strip() else rows,
        query,
        shape=lambda row: communication_out(request.actor, row),
    )


@router.post(
    "/customers/{customer_id}/communications", response=responses(CommunicationOut, 201), openapi_extra=KEY_REQUIRED
)
@allowed_to(rights.RECORD_CONTACT)
def create_communication(request: ActorRequest, customer_id: Key, payload: CommunicationIn) -> Status[Any]:
    """Record a communication; the customer follows."""
    made = record_communication.keyed(idempotency_key(request))(
        customer_id=customer_id, entry=given(payload, "plan_id"), plan_id=payload.plan_id, actor=request.actor, at=now()
    )
    return Status(201, communication_out(request.actor, made))


@router.get("/communications/{communication_id}", response=responses(CommunicationOut))
@allowed_to(rights.VIEW_COMMUNICATIONS)
def one_communication(request: ActorRequest, communication_id: Key) -> dict[str, Any]:
    """One communication."""
    return communication_out(request.actor, queries.communication(request.actor, communication_id))


@router.patch("/communications/{communication_id}", response=responses(CommunicationOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.RECORD_CONTACT)
def change_communication(request: ActorRequest, communication_id: Key, payload: CommunicationChange) -> dict[str, Any]:
    """Change the fields that are sent: the author within 24 hours, later with the right."""
    made = edit_communication.keyed(_key(request))(
        communication_id=communication_id, entry=given(payload, "version"), version=payload.version,
        actor=request.actor, at=now(),
    )  # fmt: skip
    return communication_out(request.actor, made)


@router.delete("/communications/{communication_id}", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.RECORD_CONTACT)
def remove_communication(request: ActorRequest, communication_id: Key) -> Status[None]:
    """Take a communication away: the author within 24 hours, later with the right."""
    delete_communication.keyed(_key(request))(communication_id=communication_id, actor=request.actor, at=now())
    return Status(204, None)


@router.get("/plans", response=responses(Page[PlanOut]))
@allowed_to(rights.VIEW_PLANS)
def list_plans(request: ActorRequest, query: Query[PlanQuery]) -> dict[str, Any]:
    """Plans in the caller's scope, newest first."""
    conditions = {
        "customer_id": query.customer_id, "responsible_id": query.responsible_id, "status": query.status,
    }  # fmt: skip
    rows = queries.plans(request.actor)
    return page(
        rows.filter(**{name: value for name, value in conditions.items() if value is not None}), query, shape=plan_out
    )


@router.post("/customers/{customer_id}/plans", response=responses(PlanOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.EDIT_PLANS)
def new_plan(request: ActorRequest, customer_id: Key, payload: PlanIn) -> Status[Any]:
    """Plan a contact."""
    made = create_plan.keyed(idempotency_key(request))(
        customer_id=customer_id, entry=given(payload), actor=request.actor, at=now()
    )
    return Status(201, plan_out(made))


@router.get("/plans/{plan_id}", response=responses(PlanOut))
@allowed_to(rights.VIEW_PLANS)
def one_plan(request: ActorRequest, plan_id: Key) -> dict[str, Any]:
    """One plan."""
    return plan_out(queries.plan(request.actor, plan_id))


@router.patch("/plans/{plan_id}", response=responses(PlanOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.EDIT_PLANS)
def change_plan(request: ActorRequest, plan_id: Key, payload: PlanChange) -> dict[str, Any]:
    """Change the fields that are sent."""
    made = edit_plan.keyed(_key(request))(
        plan_id=plan_id, entry=given(payload, "version"), version=payload.version, actor=request.actor, at=now()
    )
    return plan_out(made)


@router.post("/plans/{plan_id}/postpone", response=responses(PlanOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.EDIT_PLANS)
def put_off_plan(request: ActorRequest, plan_id: Key, payload: PostponeIn) -> dict[str, Any]:
    """Another time; the old one stays in the history."""
    made = postpone_plan.keyed(_key(request))(
        plan_id=plan_id, planned_at=payload.planned_at, reason=payload.reason, actor=request.actor, at=now()
    )
    return plan_out(made)


@router.post("/plans/{plan_id}/cancel", response=responses(PlanOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.EDIT_PLANS)
def give_plan_up(request: ActorRequest, plan_id: Key, payload: CancelIn) -> dict[str, Any]:
    """Give a plan up."""
    made = cancel_plan.keyed(_key(request))(plan_id=plan_id, reason=payload.reason, actor=request.actor, at=now())
    return plan_out(made)
