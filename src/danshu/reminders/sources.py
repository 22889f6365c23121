"""Rules of the house that remind people: the modules that know of something due declare them (COL-009).

    reminder_rule(ReminderRule(code="sales.payment_due", label=_("..."), wanted=orders_due, text=words, url=address))

A rule says what is wanted now; each of it becomes one reminder, however often the rule is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from danshu.calendar.queries import load
from danshu.kit.clock import business_date
from danshu.kit.refs import SourceRef

Text = str | Promise
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Somebody is to be reminded of something now.

    key: for what, at most 60 characters: one reminder of a rule for a person and key. facts: plain values of which the
    text is made. source: the record it is about, of a kind that holds attachments (danshu.files.holding).
    """

    person_id: int
    key: str
    facts: Facts = field(default_factory=dict)
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRule:
    """One rule.

    wanted(at): what is due at a moment, asked every ten minutes; text(facts): the words in the active language;
    url(facts): where the work is done, "" for the record itself. replaces: a new one of the rule ends the person's earlier
    ones, which it includes.
    """

    code: str
    label: Text
    wanted: Callable[[datetime], Iterable[Wanted]]
    text: Callable[[Facts], str]
    url: Callable[[Facts], str] = lambda facts: ""
    replaces: bool = False


def office_has_opened(at: datetime) -> bool:
    """True on a working day of the company from the hour on at which work begins: rules do not ring at night."""
    today = business_date(at)
    work = load(today, today)
    return work.is_working(today) and at >= work.moment(today, work.opens)


RULES: dict[str, ReminderRule] = {}


def reminder_rule(rule: ReminderRule) -> None:
    """Declare a rule. Raises ValueError for a code declared twice."""
    if rule.code in RULES:
        raise ValueError(f"reminder rule declared twice: {rule.code}")
    RULES[rule.code] = rule


def text_of_rule(code: str, facts: Facts) -> str:
    """What a reminder of a rule says; its code when no module declares the rule any more."""
    return RULES[code].text(facts) if code in RULES else code


def url_of_rule(code: str, facts: Facts) -> str:
    """Where the work of a rule's reminder is done; "" when that is its record, or nothing is known."""
    return RULES[code].url(facts) if code in RULES else ""
