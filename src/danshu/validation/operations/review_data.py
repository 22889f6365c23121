"""Review all data."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.validation.permissions import RUN_REVIEW
from danshu.validation.reviewing import review


@operation("validation.review_data", permission=RUN_REVIEW, label=("审核数据", "Review the data"))
def review_data(*, actor: Actor, at: datetime) -> list[int]:
    """Look every living record over by every rule and check; returns how many faults are new and how many settled.

    A corrected record's fault closes, a fault that came back opens again (SYS-011). Safe to run twice; two runs wait
    for each other.
    """
    lock_slot("validation.review")
    outcome = review(actor=actor, at=at)
    if outcome.found or outcome.settled:
        changes = {"found": (None, outcome.found), "settled": (None, outcome.settled)}
        current_context().changed("validation.review", 0, label=_("数据审核"), changes=changes)
    return [outcome.found, outcome.settled]
