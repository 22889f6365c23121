"""Reminders for tests; made by the real operations."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from danshu.identity.tests.factories import NOON, make_unit
from danshu.kit.actor import Actor
from danshu.kit.refs import SourceRef
from danshu.parties.models import Customer
from danshu.reminders.models import Reminder
from danshu.reminders.operations.set_reminder import set_reminder
from danshu.reminders.operations.show_reminders import show_reminders
from danshu.tasks.tests.factories import DAY, person

__all__ = ["DAY", "NOON", "make_unit", "person"]
HOUR = timedelta(hours=1)
SYSTEM = Actor.system()


def make_reminder(
    author: Actor, person: Actor | None = None, *, at: datetime = NOON, source: SourceRef | None = None, **entry: Any
) -> Reminder:
    """A reminder in two hours, for oneself."""
    whom = (person or author).user_id
    given = {"text": "回电话给客户", "person": whom, "remind_at": at + 2 * HOUR, **entry}
    return set_reminder(entry=given, source=source, actor=author, at=at)


def show(at: datetime) -> int:
    """Let what is due appear."""
    return show_reminders(actor=SYSTEM, at=at)


def contact_due(customer_id: int, due: datetime) -> None:
    """Let the next contact of a customer be due at a moment."""
    Customer.objects.filter(pk=customer_id).update(follow_up_days=7, last_contact_at=due - 7 * DAY)
