"""Let a run that came to nothing run again."""

from __future__ import annotations

from datetime import datetime

from danshu.automation.errors import RunNotStopped
from danshu.automation.lifecycle import RUN_LIFECYCLE, RunStatus
from danshu.automation.models import Run
from danshu.automation.permissions import CONFIGURE
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation


@operation("automation.retry_run", permission=CONFIGURE, label=("重新执行自动化", "Run an automatic rule again"))
def retry_run(*, run_id: int, actor: Actor, at: datetime) -> Run:
    """A run that was refused, stopped or failed waits again, as one that no other rule caused (SYS-029).

    Raises NotFound, also for one whose record does not exist for the actor, RunNotStopped.
    """
    run = lock(Run.objects.visible_to(actor).filter(pk=run_id)).select_related("rule").first()
    if run is None:
        raise NotFound
    before = run.status
    if not RUN_LIFECYCLE.allows(before, RunStatus.WAITING):
        raise RunNotStopped(state=RunStatus(before).label)
    RUN_LIFECYCLE.move(run, RunStatus.WAITING)
    run.due_at, run.ended_at, run.begun_at, run.attempts, run.deaths, run.depth = at, None, None, 0, 0, 0
    run.fits = None
    run.save(update_fields=["status", "due_at", "ended_at", "begun_at", "attempts", "deaths", "depth", "fits"])
    current_context().changed(
        "automation.run", run.pk, label=f"{run.rule.name} {run.label}"[:100], changes={"status": (before, run.status)}
    )
    return run
