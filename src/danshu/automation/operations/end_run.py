"""Note that a run came to nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from danshu.automation.lifecycle import RunStatus
from danshu.automation.models import Run
from danshu.automation.running import Outcome, conclude, look, tell_keeper
from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.locks import lock
from danshu.kit.operation import operation


@operation(
    "automation.end_run", permission=SYSTEM, label=("记录自动化未执行", "Note that an automatic rule did nothing")
)
def end_run(*, run_id: int, status: RunStatus, text: Callable[[], str], actor: Actor, at: datetime) -> Run | None:
    """A waiting run ends as refused or failed, with the reason in words; who keeps the rule is told (SYS-029)."""
    run = lock(Run.objects.filter(pk=run_id, status=RunStatus.WAITING)).select_related("rule").first()
    if run is None:
        return None
    looked = look(run.rule.host, run.subject_id)
    run.label = looked.label if looked else run.label
    conclude(run, Outcome(status, [text]), at=at)
    tell_keeper(run, run.rule, at=at)
    return run
