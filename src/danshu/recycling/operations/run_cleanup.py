"""Look for what a cleanup rule proposes."""

from __future__ import annotations

from datetime import datetime, timedelta

from danshu.access.queries import people_with
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.words import with_count
from danshu.notices.operations.notify import notify
from danshu.recycling.errors import Decided
from danshu.recycling.models import CleanupRule, CleanupRun, Proposal
from danshu.recycling.permissions import CONFIGURE_CLEANUP
from danshu.recycling.registry import CLEANABLE


@operation("recycling.run_cleanup", permission=CONFIGURE_CLEANUP, label=("运行清理规则", "Run cleanup rule"))
def run_cleanup(*, rule_id: int, by_hand: bool = True, actor: Actor, at: datetime) -> CleanupRun:
    """List what the rule finds; nothing is deleted (ORD-045). On its schedule a rule runs once a day.

    Raises NotFound, Decided when it ran today already.
    """
    rule = lock(CleanupRule.objects.filter(pk=rule_id, is_valid=True)).first()
    if rule is None:
        raise NotFound()
    today = business_date(at)
    if not by_hand and CleanupRun.objects.filter(rule=rule, day=today, by_hand=False).exists():
        raise Decided()
    found = CLEANABLE[rule.kind].find(
        types=rule.types, statuses=rule.statuses, before=at - timedelta(days=rule.older_than_days)
    )
    run = CleanupRun.objects.create(
        rule=rule, day=today, by_hand=by_hand, run_at=at, run_by_name=actor.name, found=len(found),
        closed_at=None if found else at, closed_by_name="" if found else actor.name,
    )  # fmt: skip
    Proposal.objects.bulk_create(
        Proposal(run=run, root_id=each.pk, label=each.label, title=each.title, amount=each.amount,
                 currency=each.currency, status=each.status, since=each.since)
        for each in found
    )  # fmt: skip
    facts = {"name": rule.name, "count": len(found)}
    if found:
        notify(
            people_with(CONFIGURE_CLEANUP), kind="recycling.cleanup_proposed", url=f"/recycle-bin/cleanup/{run.pk}/",
            text=lambda: with_count("清理规则「%(name)s」提出 %(count)s 条，等待确认") % facts, at=at,
        )  # fmt: skip
    current_context().effect("found", with_count("找到 %(count)s 条") % {"count": len(found)})
    current_context().changed("recycling.cleanup_run", run.pk, label=rule.name, changes={"found": (None, len(found))})
    return run
