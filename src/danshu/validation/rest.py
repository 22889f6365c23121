"""Rules and the data review through the API (SYS-011, SYS-030)."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Status

from danshu.kit.clock import business_date, now
from danshu.kit.rest import KEY_OPTIONAL, KEY_REQUIRED, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest
from danshu.validation import rest_shapes as shapes
from danshu.validation.looking import trial
from danshu.validation.operations.accept_fault import accept_fault
from danshu.validation.operations.assign_fault import assign_fault
from danshu.validation.operations.define_rule import define_rule
from danshu.validation.operations.edit_rule import edit_rule
from danshu.validation.operations.reopen_fault import reopen_fault
from danshu.validation.operations.review_data import review_data
from danshu.validation.operations.switch_rule import switch_rule
from danshu.validation.permissions import CONFIGURE, HANDLE_FAULTS, RUN_REVIEW, VIEW_FAULTS
from danshu.validation.queries import data_of, fault_by_id, faults, rule_by_id, rules
from danshu.validation.rules import require_host

router = Router(tags=["data quality"])


def _key(request: ActorRequest) -> str:
    return idempotency_key(request, required=False)


@router.get("/validation-rules/of/{kind}", response=responses(Page[shapes.ValidationRuleOut]))
@allowed_to(CONFIGURE)
def list_rules(request: ActorRequest, kind: str, query: Query[PageQuery]) -> dict[str, Any]:
    """The rules of a kind of record ("parties.customer"), newest first."""
    return page(rules(require_host(kind).kind), query, shape=shapes.rule_out)


@router.post(
    "/validation-rules/of/{kind}", response=responses(shapes.ValidationRuleOut, 201), openapi_extra=KEY_REQUIRED
)
@allowed_to(CONFIGURE)
def new_rule(request: ActorRequest, kind: str, payload: shapes.ValidationRuleIn) -> Status[Any]:
    """Lay down a rule, switched off."""
    made = define_rule.keyed(idempotency_key(request))(host=kind, values=payload.dict(), actor=request.actor, at=now())
    return Status(201, shapes.rule_out(made))


@router.get("/validation-rules/{rule_id}", response=responses(shapes.ValidationRuleOut))
@allowed_to(CONFIGURE)
def one_rule(request: ActorRequest, rule_id: shapes.Key) -> dict[str, Any]:
    """One rule."""
    return shapes.rule_out(rule_by_id(rule_id))


@router.patch("/validation-rules/{rule_id}", response=responses(shapes.ValidationRuleOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(CONFIGURE)
def change_rule(request: ActorRequest, rule_id: shapes.Key, payload: shapes.ValidationRuleChange) -> dict[str, Any]:
    """Change what is sent; while the rule is on only its words."""
    given = payload.dict(exclude_unset=True, exclude={"version"})
    made = edit_rule.keyed(_key(request))(
        rule_id=rule_id, values=given, version=payload.version, actor=request.actor, at=now()
    )
    return shapes.rule_out(made)


@router.get("/validation-rules/{rule_id}/trial", response=responses(shapes.ValidationTrialOut))
@allowed_to(CONFIGURE)
def try_rule(request: ActorRequest, rule_id: shapes.Key) -> dict[str, Any]:
    """What the rule would fault among the records that exist; writes nothing."""
    found = trial(data_of(rule_by_id(rule_id)), actor=request.actor, today=business_date(now()))
    rows = [{"id": each.pk, "number": each.number, "label": each.label} for each in found.rows]
    return {"count": found.count, "looked_at": found.looked_at, "records": rows}


@router.post(
    "/validation-rules/{rule_id}/switch", response=responses(shapes.ValidationRuleOut), openapi_extra=KEY_OPTIONAL
)
@allowed_to(CONFIGURE)
def turn_rule(request: ActorRequest, rule_id: shapes.Key, payload: shapes.ValidationSwitchIn) -> dict[str, Any]:
    """Switch a rule on or off."""
    made = switch_rule.keyed(_key(request))(
        rule_id=rule_id, is_on=payload.is_on, version=payload.version, actor=request.actor, at=now()
    )
    return shapes.rule_out(made)


@router.get("/data-faults", response=responses(Page[shapes.FaultOut]))
@allowed_to(VIEW_FAULTS)
def list_faults(request: ActorRequest, query: Query[shapes.FaultQuery]) -> dict[str, Any]:
    """What the review found in records that exist for the caller, newest first."""
    conditions = {
        "state": query.state, "host": query.host, "category": query.category, "rule_id": query.rule_id,
        "assignee_id": query.assignee_id,
    }  # fmt: skip
    rows = faults(request.actor).filter(**{name: value for name, value in conditions.items() if value})
    return page(rows, query, shape=shapes.fault_out)


@router.get("/data-faults/{fault_id}", response=responses(shapes.FaultOut))
@allowed_to(VIEW_FAULTS)
def one_fault(request: ActorRequest, fault_id: shapes.Key) -> dict[str, Any]:
    """One fault."""
    return shapes.fault_out(fault_by_id(request.actor, fault_id))


@router.post("/data-faults/{fault_id}/assign", response=responses(shapes.FaultOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(HANDLE_FAULTS)
def give_fault(request: ActorRequest, fault_id: shapes.Key, payload: shapes.AssignIn) -> dict[str, Any]:
    """Ask a person to correct the record."""
    made = assign_fault.keyed(_key(request))(
        fault_id=fault_id, assignee_id=payload.assignee_id, version=payload.version, actor=request.actor, at=now()
    )
    return shapes.fault_out(made)


@router.post("/data-faults/{fault_id}/accept", response=responses(shapes.FaultOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(HANDLE_FAULTS)
def leave_fault(request: ActorRequest, fault_id: shapes.Key, payload: shapes.AcceptIn) -> dict[str, Any]:
    """Leave the record as it is, with a reason."""
    made = accept_fault.keyed(_key(request))(
        fault_id=fault_id, reason=payload.reason, version=payload.version, actor=request.actor, at=now()
    )
    return shapes.fault_out(made)


@router.post("/data-faults/{fault_id}/reopen", response=responses(shapes.FaultOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(HANDLE_FAULTS)
def take_fault_up(request: ActorRequest, fault_id: shapes.Key, payload: shapes.ReopenIn) -> dict[str, Any]:
    """Take an accepted fault up again."""
    made = reopen_fault.keyed(_key(request))(fault_id=fault_id, version=payload.version, actor=request.actor, at=now())
    return shapes.fault_out(made)


@router.post("/data-review", response=responses(shapes.ReviewOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(RUN_REVIEW)
def run_review(request: ActorRequest) -> dict[str, Any]:
    """Review all data now."""
    found, settled = review_data.keyed(_key(request))(actor=request.actor, at=now())
    return {"found": found, "settled": settled}
