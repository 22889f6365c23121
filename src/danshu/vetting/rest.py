"""Reviews of customers through the API (CUS-006)."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Status

from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, Page, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.parties.permissions import EDIT_CUSTOMERS
from danshu.parties.rest_shapes import Key
from danshu.vetting import permissions as rights
from danshu.vetting.operations.approve_review import approve_review
from danshu.vetting.operations.refuse_review import refuse_review
from danshu.vetting.operations.submit_entry import submit_entry
from danshu.vetting.operations.withdraw_review import withdraw_review
from danshu.vetting.queries import review_of, review_rows
from danshu.vetting.rest_shapes import (
    CustomerDecidedOut,
    CustomerDecisionIn,
    CustomerRefusalIn,
    CustomerReviewOut,
    CustomerReviewQuery,
    CustomerReviewRowOut,
    CustomerSubmissionIn,
    review_out,
    row_out,
)

router = Router(tags=["vetting"])


@router.get("/customer-reviews", response=responses(Page[CustomerReviewRowOut]))
@allowed_to(rights.VIEW)
def list_reviews(request: ActorRequest, query: Query[CustomerReviewQuery]) -> dict[str, Any]:
    """Reviews of the caller's customers and what he submitted himself, newest first."""
    given = {"status": query.status, "deed": query.deed, "customer_id": query.customer_id}
    rows = review_rows(request.actor).filter(**{name: value for name, value in given.items() if value})
    return page(rows, query, shape=row_out)


@router.get("/customer-reviews/{review_id}", response=responses(CustomerReviewOut))
@allowed_to(rights.VIEW)
def one_review(request: ActorRequest, review_id: Key) -> dict[str, Any]:
    """One review with the values before and wanted."""
    return review_out(review_of(request.actor, review_id))


@router.post(
    "/customer-reviews/{review_id}/approve", response=responses(CustomerDecidedOut), openapi_extra=KEY_REQUIRED
)
@allowed_to(rights.DECIDE)
def approve(request: ActorRequest, review_id: Key, payload: CustomerDecisionIn) -> dict[str, Any]:
    """What was submitted comes true: the customer may be used, the values count, or it goes into the recycle bin."""
    call = approve_review.keyed(idempotency_key(request))
    return call(review_id=review_id, **payload.model_dump(), actor=request.actor, at=now())


@router.post("/customer-reviews/{review_id}/refuse", response=responses(CustomerReviewOut), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.DECIDE)
def refuse(request: ActorRequest, review_id: Key, payload: CustomerRefusalIn) -> dict[str, Any]:
    """The customer stays as it is; a reason is required."""
    call = refuse_review.keyed(idempotency_key(request))
    return review_out(call(review_id=review_id, **payload.model_dump(), actor=request.actor, at=now()))


@router.post(
    "/customer-reviews/{review_id}/withdraw", response=responses(CustomerReviewOut), openapi_extra=KEY_REQUIRED
)
@allowed_to(rights.VIEW)
def withdraw(request: ActorRequest, review_id: Key, payload: CustomerRefusalIn) -> dict[str, Any]:
    """Take back what the caller submitted."""
    call = withdraw_review.keyed(idempotency_key(request))
    return review_out(call(review_id=review_id, **payload.model_dump(), actor=request.actor, at=now()))


@router.post("/customers/{customer_id}/submit", response=responses(CustomerReviewOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(EDIT_CUSTOMERS)
def submit(request: ActorRequest, customer_id: Key, payload: CustomerSubmissionIn) -> Status[Any]:
    """Submit a new customer that did not pass its review again."""
    call = submit_entry.keyed(idempotency_key(request))
    return Status(201, review_out(call(customer_id=customer_id, **payload.model_dump(), actor=request.actor, at=now())))
