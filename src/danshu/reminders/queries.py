"""Reading reminders: what pages, interface and other modules may ask (COL-009)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q, QuerySet

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.reminders.lifecycle import OPEN, ReminderStatus
from danshu.reminders.models import Reminder, ReminderQuerySet
from danshu.reminders.permissions import EDIT, VIEW

SEARCHED = 500  # reminders of others about records that one search looks at


def reminders(actor: Actor) -> QuerySet[Reminder]:
    """Reminders that exist for the actor, with what he may know of their records."""
    return Reminder.objects.visible_to(actor, VIEW).select_related("person", "author").read_by(actor)


def reminder(actor: Actor, pk: int) -> Reminder:
    """One reminder. Raises NotFound."""
    found = reminders(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def searched(rows: QuerySet[Reminder], text: str) -> QuerySet[Reminder]:
    """Those with these words that their reader may read: what others wrote about records that do not exist for him is
    found by nothing, or its words could be guessed letter by letter (INV-Z1).
    """
    found = rows.filter(text__icontains=text)
    reader = rows.reader if isinstance(rows, ReminderQuerySet) else None
    if reader is None:
        return found
    others = list(found.filter(source_id__isnull=False).exclude(author_id=reader.user_id or 0)[:SEARCHED])
    readable = [row.pk for row in others if not row.is_hidden]
    return found.filter(Q(source_id__isnull=True) | Q(author_id=reader.user_id or 0) | Q(pk__in=readable))


def appeared(actor: Actor) -> QuerySet[Reminder]:
    """The actor's own reminders whose time has come."""
    return Reminder.objects.filter(person_id=actor.user_id or 0, status=ReminderStatus.SHOWN)


def to_come(actor: Actor) -> Q:
    """The actor's own whose time is still to come, repeated ones that have appeared among them."""
    return Q(person_id=actor.user_id or 0, status__in=OPEN, remind_at__isnull=False)


def for_others(actor: Actor) -> Q:
    """Open ones that the actor set for somebody else."""
    return Q(author_id=actor.user_id or 0, status__in=OPEN) & ~Q(person_id=actor.user_id or 0)


def on_desk(actor: Actor, limit: int) -> Sequence[Reminder]:
    """What has appeared before the actor, the latest first."""
    rows = reminders(actor).filter(pk__in=appeared(actor).values("pk"))
    return list(rows.order_by("-shown_at", "-pk")[:limit])


def open_reminders_of(actor: Actor, kind: str, pk: int, limit: int) -> Sequence[Reminder]:
    """The open reminders about a record that exist for the actor, the next one first."""
    rows = Reminder.objects.visible_to(actor, VIEW).filter(source_kind=kind, source_id=pk, status__in=OPEN)
    return list(rows.select_related("person").order_by(F("remind_at").asc(nulls_first=True), "pk")[:limit])


def may_change(row: Reminder, actor: Actor) -> bool:
    """True for who set an open reminder."""
    return row.status in OPEN and row.author_id is not None and row.author_id == actor.user_id and actor.can(EDIT)


def may_answer(row: Reminder, actor: Actor) -> bool:
    """True for the person whom an open reminder reminds."""
    return row.status in OPEN and row.person_id == actor.user_id and actor.can(EDIT)


def open_count(user_id: int) -> int:
    """How many open reminders about records a person has, without those of rules."""
    return Reminder.objects.filter(person_id=user_id, status__in=OPEN, rule="", source_id__isnull=False).count()
