"""Automatic rules through the API: read, switch, and the log of runs (SYS-029, SYS-030)."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router

from danshu.automation import queries
from danshu.automation.operations.switch_rule import switch_rule
from danshu.automation.permissions import CONFIGURE, VIEW
from danshu.automation.rest_shapes import (
    AutomationRuleOut,
    AutomationRunOut,
    AutomationRunQuery,
    AutomationSwitchIn,
    Key,
    rule_out,
    run_out,
)
from danshu.kit.clock import now
from danshu.kit.rest import KEY_OPTIONAL, Page, PageQuery, allowed_to, idempotency_key, page, responses
from danshu.kit.web import ActorRequest

router = Router(tags=["automation"])


@router.get("/automations", response=responses(Page[AutomationRuleOut]))
@allowed_to(VIEW)
def list_automations(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """All automatic rules, newest first."""
    return page(queries.rules(), query, shape=rule_out)


@router.get("/automations/{automation_id}", response=responses(AutomationRuleOut))
@allowed_to(VIEW)
def one_automation(request: ActorRequest, automation_id: Key) -> dict[str, Any]:
    """One automatic rule."""
    return rule_out(queries.rule_by_id(automation_id))


@router.post("/automations/{automation_id}/switch", response=responses(AutomationRuleOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(CONFIGURE)
def switch_automation(request: ActorRequest, automation_id: Key, payload: AutomationSwitchIn) -> dict[str, Any]:
    """Switch a rule on or off."""
    made = switch_rule.keyed(idempotency_key(request, required=False))(
        rule_id=automation_id, is_on=payload.is_on, version=payload.version, actor=request.actor, at=now()
    )
    return rule_out(made)


@router.get("/automation-runs", response=responses(Page[AutomationRunOut]))
@allowed_to(VIEW)
def list_automation_runs(request: ActorRequest, query: Query[AutomationRunQuery]) -> dict[str, Any]:
    """The log of runs, newest first."""
    conditions = {"rule_id": query.automation_id, "status": query.status}
    rows = queries.runs(request.actor).filter(
        **{name: value for name, value in conditions.items() if value is not None}
    )
    return page(rows, query, shape=run_out)
