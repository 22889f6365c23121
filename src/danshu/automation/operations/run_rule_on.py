"""Let a rule act for one record, now."""

from __future__ import annotations

from datetime import datetime

from danshu.automation.errors import RecordGone
from danshu.automation.lifecycle import RunStatus
from danshu.automation.loading import locked_rule, require_whole_company
from danshu.automation.models import Run
from danshu.automation.permissions import CONFIGURE
from danshu.automation.running import conclude, look, outcome_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.operation import operation
from danshu.validation.fields import fields_of
from danshu.validation.hosts import HOSTS


@operation(
    "automation.run_rule_on", permission=CONFIGURE, label=("对一条记录执行规则", "Run an automatic rule for one record")
)
def run_rule_on(*, rule_id: int, record_id: int, actor: Actor, at: datetime) -> Run:
    """Exactly what would happen if the event happened to this record now, also while the rule is off (SYS-029).

    A dry run of it is the test run: it shows the outcome and leaves nothing. Conditions on what has just changed count
    as met. Raises NotFound for a record that does not exist for the actor, RecordGone, NeedsWholeCompany,
    and what an action refuses.
    """
    require_whole_company(actor)
    rule = locked_rule(rule_id)
    if not HOSTS[rule.host].visible(actor).filter(pk=record_id).exists():
        raise NotFound
    looked = look(rule.host, record_id)
    if looked is None:
        raise RecordGone
    run = Run.objects.create(
        rule=rule, subject_kind=rule.host, subject_id=record_id, label=looked.label, queued_at=at, due_at=at,
        occasion=f"by hand {at.isoformat()}"[:60],
    )  # fmt: skip
    every = [found.name for found in fields_of(rule.host)]
    conclude(run, outcome_of(run, rule, changed=every, at=at), at=at)
    if run.status == RunStatus.DONE:
        current_context().changed(
            "automation.run", run.pk, label=f"{rule.name} {run.label}"[:100], changes={"outcome": (None, run.outcome)}
        )
    return run
