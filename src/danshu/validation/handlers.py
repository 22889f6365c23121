"""What happens to faults when somebody leaves (ACC-005)."""

from __future__ import annotations

from datetime import datetime

from danshu.access.handover import register as register_estate
from danshu.identity.queries import full_names_of
from danshu.kit.actor import Actor
from danshu.kit.locks import lock
from danshu.kit.versions import touch
from danshu.validation.kinds import FaultState
from danshu.validation.models import Fault
from danshu.validation.recording import noted


def count_faults(user_id: int) -> int:
    """How many faults wait for a person to correct them."""
    return Fault.objects.filter(assignee_id=user_id, state=FaultState.ASSIGNED).count()


def hand_faults_over(*, user_id: int, successor_id: int, actor: Actor, at: datetime) -> int:
    """Give the assigned faults of a leaver to his successor; returns how many."""
    rows = list(lock(Fault.objects.filter(assignee_id=user_id, state=FaultState.ASSIGNED)))
    names = full_names_of([user_id, successor_id])
    for row in rows:
        row.assignee_id = successor_id
        row.save(update_fields=["assignee_id", *touch(row, actor=actor, at=at)])
        noted(row, {"assignee": (names.get(user_id), names.get(successor_id))})
    return len(rows)


register_estate("validation.fault", count_faults, hand_faults_over, label=("数据问题", "data faults"))
