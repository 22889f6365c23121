"""Records looked over by a rule: all living ones for the review and for a trial, some after a change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from danshu.kit.actor import Actor
from danshu.validation.definitions import RuleData
from danshu.validation.evaluating import keeps
from danshu.validation.fields import field_of
from danshu.validation.hosts import HOSTS, Host
from danshu.validation.kinds import RuleKind
from danshu.validation.uniqueness import repeated

CHUNK = 2000
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Looked:
    """A record: its facts, whose it is, and what people call it by."""

    pk: int
    facts: Mapping[str, Any]
    unit_id: int | None
    person_id: int | None
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would fault: how many of how many, and the first that the actor may see."""

    count: int
    looked_at: int
    rows: Sequence[Looked]


def records(host: Host, keys: Collection[int] | None = None, *, over: bool = False) -> Iterator[Looked]:
    """The living records in the order of their keys, with `over` also those that are over; one statement per two
    thousand."""
    columns = {each.column for each in host.fields} | {"custom", "pk"}
    paths = [
        *columns,
        *(each for each in (host.unit, host.person, host.number, host.title) if each and each not in columns),
    ]
    rows = (host.known if over and host.known is not None else host.alive)().order_by("pk")
    rows = rows if keys is None else rows.filter(pk__in=keys)
    last = 0
    while chunk := list(rows.filter(pk__gt=last).values(*paths)[:CHUNK]):
        for row in chunk:
            yield _looked(host, row)
        last = chunk[-1]["pk"]


def breaks(
    rules: Sequence[RuleData], looked: Looked, *, today: date, twice: Mapping[int, Collection[int]]
) -> list[RuleData]:
    """The rules that a record breaks. twice: by the key of a unique rule, the records that repeat a value."""
    return [
        rule
        for rule in rules
        if rule.is_for(looked.unit_id)
        and (
            looked.pk in twice[rule.id] if rule.kind == RuleKind.UNIQUE else not keeps(rule, looked.facts, today=today)
        )
    ]


def repeats(rules: Sequence[RuleData]) -> dict[int, set[int]]:
    """The records that repeat a value, by the key of each unique rule."""
    fields = {rule.id: field_of(rule.host, rule.field) for rule in rules if rule.kind == RuleKind.UNIQUE}
    by_id = {rule.id: rule for rule in rules}
    return {key: repeated(by_id[key], found) if found is not None else set() for key, found in fields.items()}


def trial(rule: RuleData, *, actor: Actor, today: date) -> Trial:
    """Try a rule against the records that exist, before it is switched on; writes nothing."""
    host, twice = HOSTS[rule.host], repeats([rule])
    count = looked_at = 0
    first: list[Looked] = []
    for looked in records(host):
        looked_at += 1
        if breaks([rule], looked, today=today, twice=twice):
            count += 1
            if len(first) < SHOWN:
                first.append(looked)
    seen = set(host.visible(actor).filter(pk__in=[each.pk for each in first]).values_list("pk", flat=True))
    return Trial(count, looked_at, [each for each in first if each.pk in seen])


def _looked(host: Host, row: Mapping[str, Any]) -> Looked:
    return Looked(
        row["pk"], row, row[host.unit] if host.unit else None, row[host.person] if host.person else None,
        str(row[host.number])[:60] if host.number else "", _label(host, row)[:200],
    )  # fmt: skip


def _label(host: Host, row: Mapping[str, Any]) -> str:
    words = [str(row[path] or "") for path in (host.number, host.title) if path]
    return " ".join(filter(None, words))
