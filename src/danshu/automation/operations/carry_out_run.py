"""Do what a rule asks for one event, or one date."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from danshu.automation.lifecycle import RunStatus
from danshu.automation.models import Rule, Run
from danshu.automation.running import conclude, outcome_of, tell_keeper
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.operation import operation


@operation("automation.carry_out_run", permission=SYSTEM, label=("执行自动化规则", "Carry out an automatic rule"))
def carry_out_run(*, run_id: int, actor: Actor, at: datetime) -> Run | None:
    """All actions of the rule or none, in the name of the rule, and what became of it, in one transaction (SYS-029).

    Each action is the real operation of its module. Nothing happens for a run that was carried out already (None), when
    the rule is off, the record is gone or does not fit the conditions, and where rules call each other too often. Raises
    what an action refuses.
    """
    waiting = Run.objects.filter(pk=run_id, status=RunStatus.WAITING)
    rule_id = waiting.values_list("rule_id", flat=True).first()
    if rule_id is None:
        return None
    # the rule first: its runs choose people of a team one after the other
    rule = lock(Rule.objects.filter(pk=rule_id)).get()
    run = lock(waiting).select_related("event").first()
    if run is None:
        return None
    changed: Collection[str] = run.event.payload.get("fields", ()) if run.event else ()
    outcome = outcome_of(run, rule, changed=changed, at=at)
    conclude(run, outcome, at=at)
    if outcome.status == RunStatus.STOPPED:
        tell_keeper(run, rule, at=at)
    if outcome.status == RunStatus.DONE:
        current_context().changed(
            "automation.run", run.pk, label=f"{rule.name} {run.label}"[:100], changes={"outcome": (None, run.outcome)}
        )
    return run
