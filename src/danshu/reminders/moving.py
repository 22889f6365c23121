"""Open reminders about records go to the successor of somebody who leaves (ACC-005)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.locks import lock
from danshu.reminders.lifecycle import OPEN
from danshu.reminders.models import Reminder
from danshu.reminders.recording import save


def hand_reminders_over(*, user_id: int, successor_id: int, actor: Actor, at: datetime) -> int:
    """Give what a leaver was to be reminded of about records to his successor; part of an operation. Returns how many.

    What is about no record was his own business, and rules remind the successor by themselves.
    """
    rows = Reminder.objects.filter(person_id=user_id, status__in=OPEN, rule="", source_id__isnull=False)
    moved = list(lock(rows))
    for row in moved:
        changes = {"person_id": (row.person_id, successor_id)}
        row.person_id = successor_id
        save(row, ["person_id"], changes, actor=actor, at=at)
    return len(moved)
