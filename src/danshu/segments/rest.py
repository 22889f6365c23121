"""Tags and segments through the API: the same operations and scope as on the pages (SYS-030)."""

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
from danshu.parties.permissions import EDIT_CUSTOMERS, VIEW_CUSTOMERS
from danshu.parties.queries import tag_counts
from danshu.parties.rest_outputs import ResultOut
from danshu.parties.rest_shapes import Key
from danshu.segments import permissions as rights
from danshu.segments import rest_shapes as shapes
from danshu.segments.operations.add_members import add_members
from danshu.segments.operations.define_segment import define_segment
from danshu.segments.operations.delete_segment import delete_segment
from danshu.segments.operations.edit_segment import edit_segment
from danshu.segments.operations.recompute_segment import recompute_segment
from danshu.segments.operations.remove_members import remove_members
from danshu.segments.operations.tag_customers import tag_customers
from danshu.segments.queries import member_rows, segment_by_id, segment_shown_to, segments_shown_to
from danshu.segments.rest_classes import router as classes_router
from danshu.segments.rest_groups import router as groups_router

router = Router(tags=["segments"])
router.add_router("", groups_router)
router.add_router("", classes_router)


def _key(request: ActorRequest) -> str:
    return idempotency_key(request, required=False)


@router.get("/customer-tags", response=responses(list[shapes.TagOut]))
@allowed_to(VIEW_CUSTOMERS)
def list_tags(request: ActorRequest) -> Any:
    """The tags in use, the most used first."""
    return [{"tag": tag, "customers": number} for tag, number in tag_counts(request.actor)]


@router.post("/customers/tag", response=responses(list[ResultOut]), openapi_extra=KEY_OPTIONAL)
@allowed_to(EDIT_CUSTOMERS)
def tag_many(request: ActorRequest, payload: shapes.TagsIn) -> Any:
    """Put tags on several customers or take them off; each has its result (CUS-012)."""
    return tag_customers.keyed(_key(request))(**payload.model_dump(), actor=request.actor, at=now())


@router.get("/segment-facts", response=responses(list[shapes.SegmentFactOut]))
@allowed_to(rights.VIEW)
def list_facts(request: ActorRequest) -> Any:
    """What conditions can ask of customers."""
    return shapes.fact_out()


@router.get("/segments", response=responses(Page[shapes.SegmentOut]))
@allowed_to(rights.VIEW)
def list_segments(request: ActorRequest, query: Query[shapes.SegmentQuery]) -> dict[str, Any]:
    """All segments, newest first."""
    rows = segments_shown_to(request.actor)
    rows = rows if query.is_dynamic is None else rows.filter(is_dynamic=query.is_dynamic)
    return page(rows, query, shape=shapes.segment_out)


@router.post("/segments", response=responses(shapes.SegmentOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.CONFIGURE)
def create_segment(request: ActorRequest, payload: shapes.SegmentIn) -> Status[Any]:
    """Define a segment; it is filled at once (CUS-012)."""
    made = define_segment.keyed(idempotency_key(request))(values=payload.model_dump(), actor=request.actor, at=now())
    return Status(201, shapes.segment_out(made))


@router.get("/segments/{segment_id}", response=responses(shapes.SegmentOut))
@allowed_to(rights.VIEW)
def one_segment(request: ActorRequest, segment_id: Key) -> dict[str, Any]:
    """One segment."""
    return shapes.segment_out(segment_shown_to(request.actor, segment_id))


@router.patch("/segments/{segment_id}", response=responses(shapes.SegmentOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.CONFIGURE)
def change_segment(request: ActorRequest, segment_id: Key, payload: shapes.SegmentChange) -> dict[str, Any]:
    """Change the fields that are sent."""
    values = payload.model_dump(exclude_unset=True, exclude={"version"})
    made = edit_segment.keyed(_key(request))(
        segment_id=segment_id, values=values, version=payload.version, actor=request.actor, at=now()
    )
    return shapes.segment_out(made)


@router.post("/segments/{segment_id}/recompute", response=responses(shapes.SegmentOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.CONFIGURE)
def count_again(request: ActorRequest, segment_id: Key) -> dict[str, Any]:
    """Hold its conditions against all customers."""
    made = recompute_segment.keyed(_key(request))(segment_id=segment_id, actor=request.actor, at=now())
    return shapes.segment_out(made)


@router.post("/segments/{segment_id}/delete", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.CONFIGURE)
def drop_segment(request: ActorRequest, segment_id: Key, payload: shapes.SegmentDeleteIn) -> Status[None]:
    """Delete a segment; its customers stay as they are."""
    delete_segment.keyed(_key(request))(segment_id=segment_id, reason=payload.reason, actor=request.actor, at=now())
    return Status(204, None)


@router.get("/segments/{segment_id}/members", response=responses(Page[shapes.SegmentMemberOut]))
@allowed_to(rights.VIEW)
def list_members(request: ActorRequest, segment_id: Key, query: Query[PageQuery]) -> dict[str, Any]:
    """The customers in a segment that exist for the caller, newest first."""
    found = segment_by_id(segment_id)
    return page(member_rows(request.actor).filter(segment_id=found.pk), query, shape=shapes.member_out)


@router.post("/segments/{segment_id}/members", response=responses(shapes.SegmentMovedOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.CONFIGURE)
def put_in(request: ActorRequest, segment_id: Key, payload: shapes.SegmentMembersIn) -> dict[str, Any]:
    """Put customers into a static segment."""
    moved = add_members.keyed(_key(request))(
        segment_id=segment_id, customer_ids=payload.customer_ids, actor=request.actor, at=now()
    )
    return {"moved": moved, "member_count": segment_by_id(segment_id).member_count}


@router.post(
    "/segments/{segment_id}/members/remove", response=responses(shapes.SegmentMovedOut), openapi_extra=KEY_OPTIONAL
)
@allowed_to(rights.CONFIGURE)
def take_out(request: ActorRequest, segment_id: Key, payload: shapes.SegmentMembersIn) -> dict[str, Any]:
    """Take customers out of a static segment."""
    moved = remove_members.keyed(_key(request))(
        segment_id=segment_id, customer_ids=payload.customer_ids, actor=request.actor, at=now()
    )
    return {"moved": moved, "member_count": segment_by_id(segment_id).member_count}
