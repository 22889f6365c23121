"""The pool through the API: the same operations, scope and hidden contact data as on the pages (SYS-030, INV-Z1)."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Status

from danshu.kit.clock import now
from danshu.kit.rest import (
    KEY_OPTIONAL,
    KEY_REQUIRED,
    Page,
    PageQuery,
    allowed_to,
    idempotency_key,
    page,
    responses,
)
from danshu.kit.web import ActorRequest
from danshu.parties.queries import named_like
from danshu.parties.rest_outputs import ResultOut
from danshu.parties.rest_shapes import Key
from danshu.pool import permissions as rights
from danshu.pool.operations.pick_customer import pick_customer
from danshu.pool.operations.release_customer import release_customer
from danshu.pool.operations.release_customers import release_customers
from danshu.pool.queries import pool_customer, pool_rows, preview_rows
from danshu.pool.rest_review import router as review_router
from danshu.pool.rest_shapes import (
    FallingOut,
    OpenCustomerOut,
    PickIn,
    PickOut,
    PoolQuery,
    PoolReleaseIn,
    PoolReleasesIn,
    open_out,
)

router = Router(tags=["pool"])
router.add_router("", review_router)


@router.get("/pool/customers", response=responses(Page[OpenCustomerOut]))
@allowed_to(rights.VIEW)
def list_open(request: ActorRequest, query: Query[PoolQuery]) -> dict[str, Any]:
    """Customers without an owner, newest first; found by name or number only."""
    rows = pool_rows(request.actor)
    rows = rows.filter(cause=query.cause) if query.cause else rows
    return page(named_like(rows, query.q) if query.q else rows, query, shape=open_out)


@router.get("/pool/customers/{customer_id}", response=responses(OpenCustomerOut))
@allowed_to(rights.VIEW)
def one_open(request: ActorRequest, customer_id: Key) -> dict[str, Any]:
    """One customer of the pool."""
    return open_out(pool_customer(request.actor, customer_id))


@router.post("/pool/customers/{customer_id}/pick", response=responses(PickOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.PICK)
def pick(request: ActorRequest, customer_id: Key, payload: PickIn) -> Status[Any]:
    """Become the owner at once, or apply for it, as `pick_in_mode` says; the status tells which (CUS-017)."""
    made = pick_customer.keyed(idempotency_key(request))(
        customer_id=customer_id, reason=payload.reason, actor=request.actor, at=now()
    )
    return Status(201, made)


@router.get("/pool/preview", response=responses(Page[FallingOut]))
@allowed_to(rights.RELEASE)
def preview(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Customers in the caller's scope that fall into the pool within seven days (CUS-016)."""
    return page(preview_rows(request.actor), query)


@router.post("/customers/release", response=responses(list[ResultOut]), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.RELEASE)
def release_many(request: ActorRequest, payload: PoolReleasesIn) -> Any:
    """Release several customers; each has its result."""
    return release_customers.keyed(idempotency_key(request, required=False))(
        **payload.model_dump(), actor=request.actor, at=now()
    )


@router.post("/customers/{customer_id}/release", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.RELEASE)
def release(request: ActorRequest, customer_id: Key, payload: PoolReleaseIn) -> Status[None]:
    """Release one customer to the pool."""
    release_customer.keyed(idempotency_key(request, required=False))(
        customer_id=customer_id, **payload.model_dump(), actor=request.actor, at=now()
    )
    return Status(204, None)
