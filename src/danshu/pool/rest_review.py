"""Applications for customers and for locks through the API, and the decisions about them."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Status

from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.parties.rest_shapes import Key
from danshu.pool import permissions as rights
from danshu.pool.operations.apply_lock import apply_lock
from danshu.pool.operations.approve_lock import approve_lock
from danshu.pool.operations.approve_pick import approve_pick
from danshu.pool.operations.refuse_lock import refuse_lock
from danshu.pool.operations.refuse_pick import refuse_pick
from danshu.pool.operations.unlock_customer import unlock_customer
from danshu.pool.operations.withdraw_pick import withdraw_pick
from danshu.pool.queries import lock_of, lock_rows, pick_of, pick_rows
from danshu.pool.rest_shapes import LockIn, LockOut, PickOut, PoolDecisionIn

router = Router(tags=["pool"])


@router.get("/pool/picks", response=responses(Page[PickOut]))
@allowed_to(rights.VIEW)
def list_picks(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Applications of the caller and of his people, newest first."""
    return page(pick_rows(request.actor), query)


@router.get("/pool/picks/{request_id}", response=responses(PickOut))
@allowed_to(rights.VIEW)
def one_pick(request: ActorRequest, request_id: Key) -> Any:
    """One application."""
    return pick_of(request.actor, request_id)


@router.post("/pool/picks/{request_id}/approve", response=responses(PickOut), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.DECIDE_PICKS)
def approve_one_pick(request: ActorRequest, request_id: Key, payload: PoolDecisionIn) -> Any:
    """The applicant becomes the owner; other applications for the customer are refused."""
    call = approve_pick.keyed(idempotency_key(request))
    return call(request_id=request_id, **payload.model_dump(), actor=request.actor, at=now())


@router.post("/pool/picks/{request_id}/refuse", response=responses(PickOut), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.DECIDE_PICKS)
def refuse_one_pick(request: ActorRequest, request_id: Key, payload: PoolDecisionIn) -> Any:
    """The customer stays in the pool; a reason is required."""
    call = refuse_pick.keyed(idempotency_key(request))
    return call(request_id=request_id, **payload.model_dump(), actor=request.actor, at=now())


@router.post("/pool/picks/{request_id}/withdraw", response=responses(PickOut), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.PICK)
def withdraw_one_pick(request: ActorRequest, request_id: Key, payload: PoolDecisionIn) -> Any:
    """Take back one's own application."""
    call = withdraw_pick.keyed(idempotency_key(request))
    return call(request_id=request_id, **payload.model_dump(), actor=request.actor, at=now())


@router.get("/pool/locks", response=responses(Page[LockOut]))
@allowed_to(rights.VIEW)
def list_locks(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Locks of the caller's customers and those of his people, newest first."""
    return page(lock_rows(request.actor), query)


@router.get("/pool/locks/{lock_id}", response=responses(LockOut))
@allowed_to(rights.VIEW)
def one_lock(request: ActorRequest, lock_id: Key) -> Any:
    """One lock."""
    return lock_of(request.actor, lock_id)


@router.post("/customers/{customer_id}/locks", response=responses(LockOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.LOCK)
def apply_for_lock(request: ActorRequest, customer_id: Key, payload: LockIn) -> Status[Any]:
    """Apply for the lock of a customer; for a locked one, for a longer lock (CUS-018)."""
    made = apply_lock.keyed(idempotency_key(request))(
        customer_id=customer_id, **payload.model_dump(), actor=request.actor, at=now()
    )
    return Status(201, made)


@router.post("/pool/locks/{lock_id}/approve", response=responses(LockOut), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.DECIDE_LOCKS)
def approve_one_lock(request: ActorRequest, lock_id: Key, payload: PoolDecisionIn) -> Any:
    """The customer is locked."""
    call = approve_lock.keyed(idempotency_key(request))
    return call(lock_id=lock_id, **payload.model_dump(), actor=request.actor, at=now())


@router.post("/pool/locks/{lock_id}/refuse", response=responses(LockOut), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.DECIDE_LOCKS)
def refuse_one_lock(request: ActorRequest, lock_id: Key, payload: PoolDecisionIn) -> Any:
    """The customer is not locked; a reason is required."""
    call = refuse_lock.keyed(idempotency_key(request))
    return call(lock_id=lock_id, **payload.model_dump(), actor=request.actor, at=now())


@router.post("/pool/locks/{lock_id}/unlock", response=responses(LockOut), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.DECIDE_LOCKS)
def unlock_one(request: ActorRequest, lock_id: Key, payload: PoolDecisionIn) -> Any:
    """Lift a lock early; a reason is required."""
    call = unlock_customer.keyed(idempotency_key(request))
    return call(lock_id=lock_id, **payload.model_dump(), actor=request.actor, at=now())
