"""Categories, levels and proposals through the API (CUS-011, SYS-030)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.dictionaries.queries import shown as value_label
from danshu.kit.clock import now
from danshu.kit.rest import (
    KEY_OPTIONAL,
    KEY_REQUIRED,
    Input,
    OneLine,
    Page,
    PageQuery,
    allowed_to,
    idempotency_key,
    page,
    responses,
)
from danshu.kit.web import ActorRequest
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.parties.rest_outputs import ResultOut
from danshu.parties.rest_shapes import Key, Text
from danshu.segments.category_tree import Node, tree
from danshu.segments.class_queries import Level, category, level, levels, proposal_rows
from danshu.segments.conditions import MOST, conditions_text
from danshu.segments.lifecycle import ProposalStatus
from danshu.segments.operations.accept_proposals import accept_proposals
from danshu.segments.operations.define_customer_category import define_customer_category
from danshu.segments.operations.delete_customer_category import delete_customer_category
from danshu.segments.operations.edit_customer_category import edit_customer_category
from danshu.segments.operations.refuse_proposals import refuse_proposals
from danshu.segments.operations.set_level_rule import set_level_rule
from danshu.segments.permissions import CONFIGURE_CLASSES, DECIDE_CLASSES
from danshu.segments.rest_shapes import SegmentConditionIn
from danshu.segments.why import why_text

router = Router(tags=["segments"])
AMOUNT = Field(None, ge=0, max_digits=14, decimal_places=2)


class CustomerCategoryIn(Input):
    """A new category with its place and its rule."""

    name: OneLine = Field(max_length=100)
    name_en: OneLine = Field("", max_length=100)
    description: Text = ""
    parent_id: Key | None = None
    is_all: bool = True
    conditions: list[SegmentConditionIn] = Field(default_factory=list, max_length=MOST)


class CustomerCategoryChange(Input):
    """Changed fields of a category; `version` is the one that was read."""

    name: OneLine | None = Field(None, max_length=100)
    name_en: OneLine | None = Field(None, max_length=100)
    description: Text | None = None
    parent_id: Key | None = None
    is_all: bool | None = None
    conditions: list[SegmentConditionIn] | None = Field(None, max_length=MOST)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class CustomerCategoryOut(Schema):
    """A category in the order of the tree; rule: its conditions in words."""

    id: int
    version: int
    name: str
    name_en: str
    description: str
    parent_id: int | None
    level: int
    rule: str


class CategoryDeleteIn(Input):
    """Why it is deleted."""

    reason: Text = ""


class LevelRuleIn(Input):
    """Rank, what a level asks of the last 12 months and what it brings; follow_up_days null: never."""

    rank: int = Field(ge=1, le=999)
    price_level_id: Key | None = None
    min_paid: Decimal | None = AMOUNT
    min_orders: int | None = Field(None, ge=0, le=1_000_000)
    min_score: int | None = Field(None, ge=0, le=100)
    follow_up_days: int | None = Field(None, ge=1, le=3650)


class CustomerLevelOut(Schema):
    """A level with its rule."""

    id: int
    name: str
    rank: int | None
    price_level_id: int | None
    min_paid: Decimal | None
    min_orders: int | None
    min_score: int | None
    follow_up_days: int | None


class ProposalOut(Schema):
    """A proposed category or level."""

    id: int
    customer_id: int
    customer_number: str
    customer_name: str
    kind: str
    old_value_id: int | None
    new_value_id: int
    new_value: str
    why: str
    status: str
    created_at: datetime
    decided_by_name: str
    decision_reason: str


class ProposalQuery(PageQuery):
    """Which proposals."""

    status: ProposalStatus | None = None


class ProposalsIn(Input):
    """Which proposals, and why; refusing needs a reason."""

    proposal_ids: list[Key] = Field(min_length=1, max_length=500)
    reason: Text = ""


def _key(request: ActorRequest) -> str:
    return idempotency_key(request, required=False)


def _category_out(node: Node) -> dict[str, Any]:
    words = {"name": node.value.name, "name_en": node.value.name_en, "description": node.value.remark}
    rule = conditions_text(node.conditions, is_all=node.is_all)
    return {**words, "id": node.id, "version": node.value.version, "parent_id": node.parent_id, "level": node.level,
            "rule": rule}  # fmt: skip


def _level_out(each: Level) -> dict[str, Any]:
    names = ("rank", "price_level_id", "min_paid", "min_orders", "min_score")
    rule = {name: getattr(each.rule, name, None) for name in names}
    return {**rule, "id": each.value.pk, "name": each.value.label, "follow_up_days": each.follow_up_days}


def _proposal_out(row: Any) -> dict[str, Any]:
    names = ("customer_id", "customer_number", "customer_name", "kind", "old_value_id", "new_value_id", "status",
             "created_at", "decided_by_name", "decision_reason")  # fmt: skip
    told = {"id": row.pk, "new_value": value_label(row.new_value), "why": why_text(row)}
    return {name: getattr(row, name) for name in names} | told


@router.get("/customer-categories", response=responses(list[CustomerCategoryOut]))
@allowed_to(VIEW_CUSTOMERS)
def list_categories(request: ActorRequest) -> Any:
    """The tree of categories, each after what is above it."""
    return [_category_out(node) for node in tree()]


@router.post("/customer-categories", response=responses(CustomerCategoryOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(CONFIGURE_CLASSES)
def add_category(request: ActorRequest, payload: CustomerCategoryIn) -> Status[Any]:
    """Add a category."""
    key = define_customer_category.keyed(idempotency_key(request))(
        values=payload.model_dump(), actor=request.actor, at=now()
    )
    return Status(201, _category_out(category(key)))


@router.patch(
    "/customer-categories/{customer_category_id}", response=responses(CustomerCategoryOut), openapi_extra=KEY_OPTIONAL
)
@allowed_to(CONFIGURE_CLASSES)
def change_category(
    request: ActorRequest, customer_category_id: Key, payload: CustomerCategoryChange
) -> dict[str, Any]:
    """Change the fields that are sent; parent_id null moves it to the top."""
    values = payload.model_dump(exclude_unset=True, exclude={"version"})
    values = {name: given for name, given in values.items() if given is not None or name == "parent_id"}
    edit_customer_category.keyed(_key(request))(
        customer_category_id=customer_category_id, values=values, version=payload.version, actor=request.actor, at=now()
    )
    return _category_out(category(customer_category_id))


@router.post(
    "/customer-categories/{customer_category_id}/delete", response=responses(None, 204), openapi_extra=KEY_OPTIONAL
)
@allowed_to(CONFIGURE_CLASSES)
def drop_category(request: ActorRequest, customer_category_id: Key, payload: CategoryDeleteIn) -> Status[None]:
    """Delete a category that nothing uses."""
    delete_customer_category.keyed(_key(request))(
        customer_category_id=customer_category_id, reason=payload.reason, actor=request.actor, at=now()
    )
    return Status(204, None)


@router.get("/customer-levels", response=responses(list[CustomerLevelOut]))
@allowed_to(VIEW_CUSTOMERS)
def list_levels(request: ActorRequest) -> Any:
    """All levels with their rules, the highest rank first."""
    return [_level_out(each) for each in levels()]


@router.put("/customer-levels/{level_id}/rule", response=responses(CustomerLevelOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(CONFIGURE_CLASSES)
def put_level_rule(request: ActorRequest, level_id: Key, payload: LevelRuleIn) -> dict[str, Any]:
    """Lay down the rule of a level; the frequency stays when it is not sent."""
    values = payload.model_dump()
    if "follow_up_days" not in payload.model_fields_set:
        del values["follow_up_days"]
    set_level_rule.keyed(_key(request))(level_id=level_id, values=values, actor=request.actor, at=now())
    return _level_out(level(level_id))


@router.get("/class-proposals", response=responses(Page[ProposalOut]))
@allowed_to(DECIDE_CLASSES)
def list_proposals(request: ActorRequest, query: Query[ProposalQuery]) -> dict[str, Any]:
    """Proposed categories and levels of customers in the caller's scope, newest first."""
    rows = proposal_rows(request.actor)
    return page(rows.filter(status=query.status) if query.status else rows, query, shape=_proposal_out)


@router.post("/class-proposals/accept", response=responses(list[ResultOut]), openapi_extra=KEY_OPTIONAL)
@allowed_to(DECIDE_CLASSES)
def accept_many(request: ActorRequest, payload: ProposalsIn) -> Any:
    """Let proposals come true; each has its result."""
    return accept_proposals.keyed(_key(request))(**payload.model_dump(), actor=request.actor, at=now())


@router.post("/class-proposals/refuse", response=responses(list[ResultOut]), openapi_extra=KEY_OPTIONAL)
@allowed_to(DECIDE_CLASSES)
def refuse_many(request: ActorRequest, payload: ProposalsIn) -> Any:
    """Leave the customers as they are; each has its result."""
    return refuse_proposals.keyed(_key(request))(**payload.model_dump(), actor=request.actor, at=now())
