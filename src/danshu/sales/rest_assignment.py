"""Who processes which orders, through the API (ORD-028)."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.kit.clock import now
from danshu.kit.rest import KEY_REQUIRED, Input, OneLine, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.sales.models import AssignmentRule, Order
from danshu.sales.operations.assign_order import assign_order
from danshu.sales.operations.delete_assignment_rule import delete_assignment_rule
from danshu.sales.operations.save_assignment_rule import RuleEntry, save_assignment_rule
from danshu.sales.permissions import ASSIGN_ORDER, CONFIGURE_ASSIGNMENT
from danshu.sales.queries import order_by_number
from danshu.sales.rule_queries import assignment_rule, assignment_rules

router = Router(tags=["orders"])
KEY = 2**63 - 1


class AssignmentIn(Input):
    """To whom; without a handler the rules choose."""

    handler_id: int | None = Field(None, gt=0, le=KEY)
    note: str = Field("", max_length=500)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class AssignedOut(Schema):
    """Who processes the order now."""

    number: str
    status: str
    handler_id: int | None
    version: int


class RuleIn(Input):
    """A rule: its conditions (an empty one is met by every order) and the people who take turns.

    choose: `turn` one after the other, `load` whoever has the fewest orders in hand.
    """

    name: OneLine = Field(min_length=1, max_length=50)
    members: list[int] = Field(min_length=1, max_length=50)
    rank: int = Field(100, ge=0, le=9999)
    choose: str = Field("turn", max_length=10)
    is_valid: bool = True
    types: list[str] = Field(default_factory=list, max_length=10)
    channels: list[str] = Field(default_factory=list, max_length=20)
    units: list[int] = Field(default_factory=list, max_length=100)
    provinces: list[str] = Field(default_factory=list, max_length=100)
    categories: list[int] = Field(default_factory=list, max_length=100)
    customer_id: int | None = Field(None, gt=0, le=KEY)

    def entry(self) -> RuleEntry:
        """As the operation takes it; a number beyond the range of keys names nothing."""
        given = self.dict()
        for name in ("members", "units", "categories"):
            given[name] = [pk if 0 < pk <= KEY else 0 for pk in given[name]]
        return RuleEntry(**given)


class RuleChange(RuleIn):
    """The new content and the version it was made from."""

    version: int | None = Field(None, ge=1, le=2**31 - 1)

    def entry(self) -> RuleEntry:
        """The same without the version."""
        return RuleIn(**self.dict(exclude={"version"})).entry()


class RuleOut(Schema):
    """A rule."""

    id: int
    name: str
    rank: int
    choose: str
    is_valid: bool
    members: list[int]
    types: list[str]
    channels: list[str]
    units: list[int]
    provinces: list[str]
    categories: list[int]
    customer_id: int | None
    version: int


@router.post("/orders/{number}/assignment", response=responses(AssignedOut), openapi_extra=KEY_REQUIRED)
@allowed_to(ASSIGN_ORDER)
def assign(request: ActorRequest, number: str, payload: AssignmentIn) -> Order:
    """Give an approved order to the person who processes it; both he and the former one are told."""
    order = order_by_number(request.actor, number, ASSIGN_ORDER)
    assign_keyed = assign_order.keyed(idempotency_key(request))
    return assign_keyed(order_id=order.pk, **payload.dict(), actor=request.actor, at=now())


@router.get("/assignment-rules", response=responses(Page[RuleOut]))
@allowed_to(CONFIGURE_ASSIGNMENT)
def list_rules(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """The rules."""
    return page(assignment_rules(request.actor), query)


@router.post("/assignment-rules", response=responses(RuleOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(CONFIGURE_ASSIGNMENT)
def add_rule(request: ActorRequest, payload: RuleIn) -> Status[AssignmentRule]:
    """Add a rule."""
    save_keyed = save_assignment_rule.keyed(idempotency_key(request))
    return Status(201, save_keyed(entry=payload.entry(), actor=request.actor, at=now()))


@router.put("/assignment-rules/{int:rule_id}", response=responses(RuleOut), openapi_extra=KEY_REQUIRED)
@allowed_to(CONFIGURE_ASSIGNMENT)
def change_rule(request: ActorRequest, rule_id: int, payload: RuleChange) -> AssignmentRule:
    """Change a rule; it counts for orders approved from now on."""
    rule = assignment_rule(request.actor, rule_id)
    save_keyed = save_assignment_rule.keyed(idempotency_key(request))
    return save_keyed(entry=payload.entry(), rule_id=rule.pk, version=payload.version, actor=request.actor, at=now())


@router.delete("/assignment-rules/{int:rule_id}", response=responses(None, 204), openapi_extra=KEY_REQUIRED)
@allowed_to(CONFIGURE_ASSIGNMENT)
def remove_rule(request: ActorRequest, rule_id: int) -> Status[None]:
    """Delete a rule; orders that it assigned stay where they are."""
    rule = assignment_rule(request.actor, rule_id)
    delete_assignment_rule.keyed(idempotency_key(request))(rule_id=rule.pk, actor=request.actor, at=now())
    return Status(204, None)
