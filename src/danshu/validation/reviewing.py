"""The periodic review: every living record against every rule, and the standing checks (数据审核, SYS-011)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.locks import lock
from danshu.validation.definitions import RuleData
from danshu.validation.hosts import CHECKS, HOSTS, Check, Host
from danshu.validation.kinds import STANDING, Category, FaultState
from danshu.validation.looking import breaks, records, repeats
from danshu.validation.models import Fault
from danshu.validation.queries import rules_on
from danshu.validation.recording import AGAIN, new_fault, reopen, settle

Place = tuple[int, int]
CLOSES = (*STANDING, FaultState.ACCEPTED)


@dataclass(slots=True)
class Outcome:
    """How many faults were found anew and how many are settled."""

    found: int = 0
    settled: int = 0


def review(*, actor: Actor, at: datetime) -> Outcome:
    """Bring the list of faults up to date; safe to run twice. Accepted ones stay accepted while the record is as it is."""
    outcome = Outcome()
    for host in HOSTS.values():
        rules = rules_on(host.kind)
        by_source: dict[str, dict[Place, Fault]] = {rule.source: {} for rule in rules}
        if rules:
            _look(host, rules, by_source, at)
        for source, found in by_source.items():
            _bring_up_to_date(source, found, outcome, actor=actor, at=at)
    for check in CHECKS.values():
        _bring_up_to_date(check.code, _checked(check, at), outcome, actor=actor, at=at)
    _drop_rest(outcome, actor=actor, at=at)
    return outcome


def _look(host: Host, rules: list[RuleData], by_source: Mapping[str, dict[Place, Fault]], at: datetime) -> None:
    today, twice = business_date(at), repeats(rules)
    for looked in records(host):
        for rule in breaks(rules, looked, today=today, twice=twice):
            by_source[rule.source][looked.pk, 0] = new_fault(
                host.kind, looked, source=rule.source, category=Category.RULE, rule_id=rule.id, at=at
            )


def _checked(check: Check, at: datetime) -> dict[Place, Fault]:
    found = {(each.record_id, each.other_id): each for each in check.find()}
    known = {each.pk: each for each in records(HOSTS[check.host], {pk for pk, _other in found})}
    return {
        place: new_fault(
            check.host, known[place[0]], source=check.code, category=check.category, other_id=place[1],
            other_label=each.other_label, at=at,
        )
        for place, each in found.items()
        if place[0] in known
    }  # fmt: skip


def _bring_up_to_date(
    source: str, found: Mapping[Place, Fault], outcome: Outcome, *, actor: Actor, at: datetime
) -> None:
    known = {(row.record_id, row.other_id): row for row in lock(Fault.objects.filter(source=source))}
    Fault.objects.bulk_create((new for place, new in found.items() if place not in known), batch_size=1000)
    again = [reopen(known[place], at=at) for place in found if place in known and known[place].state not in CLOSES]
    Fault.objects.bulk_update(again, AGAIN, batch_size=1000)
    outcome.found += len([place for place in found if place not in known]) + len(again)
    _refresh((known[place], new) for place, new in found.items() if place in known)
    gone = [row for place, row in known.items() if place not in found and row.state in CLOSES]
    _settle(gone, outcome, actor=actor, at=at)


def _refresh(pairs: Iterable[tuple[Fault, Fault]]) -> None:
    """What is said about the record may have changed since."""
    names = ("number", "label", "other_label", "unit_id", "responsible_id")
    stale = []
    for row, new in pairs:
        if any(getattr(row, name) != getattr(new, name) for name in names):
            for name in names:
                setattr(row, name, getattr(new, name))
            stale.append(row)
    Fault.objects.bulk_update(stale, names, batch_size=1000)


def _settle(rows: list[Fault], outcome: Outcome, *, actor: Actor, at: datetime) -> None:
    alive: dict[str, set[int]] = {}
    for row in rows:
        alive.setdefault(row.host, set()).add(row.record_id)
    for kind, keys in alive.items():
        alive[kind] = set(HOSTS[kind].alive().filter(pk__in=keys).values_list("pk", flat=True))
    for row in rows:
        state = FaultState.CORRECTED if row.record_id in alive[row.host] else FaultState.DROPPED
        settle(row, state, actor=actor, at=at, reason=row.reason)
    outcome.settled += len(rows)


def _drop_rest(outcome: Outcome, *, actor: Actor, at: datetime) -> None:
    """Faults of rules that are off, of checks that are no more."""
    sources = {rule.source for host in HOSTS for rule in rules_on(host)} | set(CHECKS)
    rest = list(lock(Fault.objects.filter(state__in=STANDING, host__in=HOSTS).exclude(source__in=sources)))
    for row in rest:
        settle(row, FaultState.DROPPED, actor=actor, at=at)
    outcome.settled += len(rest)


def drop_faults_of(rule_id: int, *, actor: Actor, at: datetime) -> int:
    """The rule is switched off: nothing of it is left to do. Returns how many faults there were."""
    rows = list(lock(Fault.objects.filter(rule_id=rule_id, state__in=STANDING)))
    for row in rows:
        settle(row, FaultState.DROPPED, actor=actor, at=at)
    return len(rows)


def found_now(rule: RuleData, *, at: datetime) -> int:
    """The rule is switched on: the records that break it stand in the review at once. Returns how many."""
    host, outcome = HOSTS[rule.host], Outcome()
    by_source: dict[str, dict[Place, Fault]] = {rule.source: {}}
    _look(host, [rule], by_source, at)
    _bring_up_to_date(rule.source, by_source[rule.source], outcome, actor=Actor.system(), at=at)
    return outcome.found
