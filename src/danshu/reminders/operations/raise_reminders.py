"""Set the reminders that rules of the house want."""

from __future__ import annotations

from datetime import datetime

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.reminders.lifecycle import OPEN, ReminderStatus
from danshu.reminders.models import Reminder
from danshu.reminders.sources import RULES, ReminderRule, Wanted

AT_ONCE = 500


@operation("reminders.raise_reminders", permission=SYSTEM, label=("按规则设置提醒", "Set reminders by rules"))
def raise_reminders(*, actor: Actor, at: datetime) -> int:
    """Ask every rule what is due; each person gets one reminder for each key of a rule, however often this runs.

    Returns how many are new (COL-009). A rule costs what it asks, one statement to read, and one for each 500 new ones.
    """
    return sum(_raise(rule, actor, at) for rule in RULES.values())


def _raise(rule: ReminderRule, actor: Actor, at: datetime) -> int:
    wanted = {(each.key, each.person_id): each for each in rule.wanted(at)}
    known = Reminder.objects.filter(rule=rule.code, rule_key__in={key for key, _person in wanted})
    for pair in known.values_list("rule_key", "person_id"):
        wanted.pop(pair, None)
    if rule.replaces:
        earlier = Reminder.objects.filter(
            rule=rule.code, person_id__in={person for _key, person in wanted}, status__in=OPEN
        )
        earlier.update(status=ReminderStatus.STOPPED, ended_at=at, remind_at=None, shown_at=None)
    # what another run sets at the same moment stays as it is
    rows = [_row(rule, each, actor, at) for each in wanted.values()]
    Reminder.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(rows)


def _row(rule: ReminderRule, wanted: Wanted, actor: Actor, at: datetime) -> Reminder:
    source = wanted.source
    return Reminder(
        person_id=wanted.person_id, author=None, author_name=actor.name, rule=rule.code, rule_key=wanted.key,
        facts=dict(wanted.facts), source_kind=source.kind if source else "", source_id=source.pk if source else None,
        first_at=at, remind_at=at, created_at=at, updated_at=at, updated_by_name=actor.name,
    )  # fmt: skip
