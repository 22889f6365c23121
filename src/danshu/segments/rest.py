"""Tags and segments through the API: the same operations and scope as on the pages (SYS-030)."""

from __future__ import annotations

from typing import Any

from ninja import Router

from danshu.kit.clock import now
from danshu.kit.rest import KEY_OPTIONAL, allowed_to, idempotency_key, responses
from danshu.kit.web import ActorRequest
from danshu.parties.permissions import EDIT_CUSTOMERS, VIEW_CUSTOMERS
from danshu.parties.queries import tag_counts
from danshu.parties.rest_outputs import ResultOut
from danshu.segments.operations.tag_customers import tag_customers
from danshu.segments.rest_shapes import TagOut, TagsIn

router = Router(tags=["segments"])


@router.get("/customer-tags", response=responses(list[TagOut]))
@allowed_to(VIEW_CUSTOMERS)
def list_tags(request: ActorRequest) -> Any:
    """The tags in use, the most used first."""
    return [{"tag": tag, "customers": number} for tag, number in tag_counts(request.actor)]


@router.post("/customers/tag", response=responses(list[ResultOut]), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT_CUSTOMERS)
def tag_many(request: ActorRequest, payload: TagsIn) -> Any:
    """Put tags on several customers or take them off; each has its result (CUS-012)."""
    return tag_customers.keyed(idempotency_key(request, required=False))(
        **payload.model_dump(), actor=request.actor, at=now()
    )
