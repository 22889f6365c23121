"""Regular work on the bin; a refusal of one record stops no other."""

from __future__ import annotations

import logging
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import DomainError
from danshu.recycling.models import CleanupRule
from danshu.recycling.operations.purge_entry import purge_entry
from danshu.recycling.operations.run_cleanup import run_cleanup
from danshu.recycling.queries import expired

log = logging.getLogger("danshu.recycling")
MONDAY = 0


def purge_expired(*, at: datetime) -> int:
    """Purge what has lain `recycle_bin_days` (ORD-044); returns how many. Those restored meanwhile are left."""
    done = 0
    for pk in list(expired(at).order_by("pk").values_list("pk", flat=True)):
        try:
            purge_entry(entry_id=pk, actor=Actor.system(), at=at)
            done += 1
        except DomainError as refusal:
            log.info("left for the next run", extra={"entry": pk, "refusal": refusal.code})
    return done


def run_due_rules(*, at: datetime) -> int:
    """Run the rules whose day it is, each once that day (ORD-045); returns how many ran."""
    today, done = business_date(at), 0
    due = {CleanupRule.Every.MONTH: today.day == 1, CleanupRule.Every.WEEK: today.weekday() == MONDAY}
    for rule in CleanupRule.objects.filter(is_valid=True, every__in=[every for every, is_due in due.items() if is_due]):
        try:
            run_cleanup(rule_id=rule.pk, by_hand=False, actor=Actor.system(), at=at)
            done += 1
        except DomainError as refusal:
            log.info("left for the next run", extra={"rule": rule.pk, "refusal": refusal.code})
    return done
