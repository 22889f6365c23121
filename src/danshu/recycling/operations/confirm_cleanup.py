"""Delete the confirmed ones of a cleanup run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import one_of_several, operation
from danshu.recycling.errors import Decided
from danshu.recycling.models import CleanupRun, Proposal
from danshu.recycling.permissions import CONFIGURE_CLEANUP
from danshu.recycling.registry import CLEANABLE


@operation("recycling.confirm_cleanup", permission=CONFIGURE_CLEANUP, label=("确认清理", "Confirm cleanup"))
def confirm_cleanup(*, run_id: int, chosen: Sequence[int], actor: Actor, at: datetime) -> CleanupRun:
    """Delete the chosen proposals into the recycle bin and leave the others alone; the run is closed (ORD-045).

    Each is judged again: one that changed since it was listed is refused with its reason and the rest is done. Raises
    NotFound, Decided for a run that was closed.
    """
    run = lock(CleanupRun.objects.select_related("rule").filter(pk=run_id)).first()
    if run is None:
        raise NotFound()
    if run.closed_at is not None:
        raise Decided()
    wanted = set(chosen)
    for proposal in Proposal.objects.filter(run=run).order_by("root_id"):
        proposal.state, proposal.note = Proposal.State.LEFT, ""
        if proposal.pk in wanted:
            proposal.state, proposal.note = _discard(run, proposal, actor=actor, at=at)
        proposal.save(update_fields=["state", "note"])
        run.deleted += proposal.state == Proposal.State.DELETED
    run.closed_at, run.closed_by_name = at, actor.name
    run.save(update_fields=["deleted", "closed_at", "closed_by_name"])
    current_context().changed(
        "recycling.cleanup_run", run.pk, label=run.rule.name, changes={"deleted": (0, run.deleted)}
    )
    return run


def _discard(run: CleanupRun, proposal: Proposal, *, actor: Actor, at: datetime) -> tuple[str, str]:
    rule = run.rule
    try:
        with one_of_several():
            CLEANABLE[rule.kind].discard(
                proposal.root_id, statuses=rule.statuses, before=run.run_at - timedelta(days=rule.older_than_days),
                reason=_("定期清理：%(name)s") % {"name": rule.name}, actor=actor, at=at,
            )  # fmt: skip
    except DomainError as refusal:
        return Proposal.State.REFUSED, refusal.text[:500]
    return Proposal.State.DELETED, ""
