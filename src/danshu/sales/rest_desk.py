"""The order desk through the API: claiming, releasing and passing on reviews (ORD-019)."""

from __future__ import annotations

from datetime import datetime

from ninja import Router, Schema, Status
from pydantic import Field

from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, Input, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest
from danshu.sales.models import ReviewClaim
from danshu.sales.operations.claim_review import claim_review
from danshu.sales.operations.release_review import release_review
from danshu.sales.operations.transfer_review import transfer_review
from danshu.sales.permissions import REVIEW_ORDER
from danshu.sales.queries import order_by_number

router = Router(tags=["orders"])


class ClaimIn(Input):
    """take_over: also when a colleague has claimed it; he is told."""

    take_over: bool = False


class TransferIn(Input):
    """To whom, and why."""

    to_id: int = Field(gt=0, le=2**63 - 1)
    note: str = Field(min_length=1, max_length=500)


class ClaimOut(Schema):
    """Whose review it is."""

    by_id: int
    by_name: str
    claimed_at: datetime
    passed_by_name: str
    note: str


@router.post("/orders/{number}/review-claim", response=responses(ClaimOut), openapi_extra=KEY_REQUIRED)
@allowed_to(REVIEW_ORDER)
def claim(request: ActorRequest, number: str, payload: ClaimIn) -> ReviewClaim:
    """Take an order out of the queue, so that no two look at one."""
    order = order_by_number(request.actor, number, REVIEW_ORDER)
    claim_keyed = claim_review.keyed(idempotency_key(request))
    return claim_keyed(order_id=order.pk, take_over=payload.take_over, actor=request.actor, at=now())


@router.delete("/orders/{number}/review-claim", response=responses(None, 204), openapi_extra=KEY_REQUIRED)
@allowed_to(REVIEW_ORDER)
def release(request: ActorRequest, number: str) -> Status[None]:
    """Put it back into the queue."""
    order = order_by_number(request.actor, number, REVIEW_ORDER)
    release_review.keyed(idempotency_key(request))(order_id=order.pk, actor=request.actor, at=now())
    return Status(204, None)


@router.post("/orders/{number}/review-transfer", response=responses(ClaimOut), openapi_extra=KEY_REQUIRED)
@allowed_to(REVIEW_ORDER)
def transfer(request: ActorRequest, number: str, payload: TransferIn) -> ReviewClaim:
    """Pass the review on to a colleague, who is told."""
    order = order_by_number(request.actor, number, REVIEW_ORDER)
    transfer_keyed = transfer_review.keyed(idempotency_key(request))
    return transfer_keyed(order_id=order.pk, to_id=payload.to_id, note=payload.note, actor=request.actor, at=now())
