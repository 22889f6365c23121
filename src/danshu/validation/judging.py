"""What an operation calls: check an entry by the rules that administrators laid down (SYS-011, COM-008).

    problems += judge("parties.customer", after, unit_id=..., at=at)                          # a new record
    problems += judge("parties.customer", after, before=facts_of(..., row), pk=row.pk, ...)   # a change

The same call stands in every way into a record, so that no path skips a rule. After and before are facts
(danshu.validation.hosts). An edit is judged only by rules about what it changes: an old record that breaks a rule can
still be edited elsewhere, and stands in the review.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from danshu.kit.clock import business_date
from danshu.kit.context import operation_memo
from danshu.kit.errors import FieldProblem
from danshu.validation.definitions import RuleData
from danshu.validation.evaluating import keeps
from danshu.validation.fields import field_of, value_of
from danshu.validation.kinds import RuleKind, Severity
from danshu.validation.queries import rules_on
from danshu.validation.uniqueness import is_free

Facts = Mapping[str, Any]
WARNED = "validation.warned"


def judge(
    host: str,
    after: Facts,
    *,
    at: datetime,
    unit_id: int | None = None,
    before: Facts | None = None,
    pk: int | None = None,
    besides: Collection[str] = (),
    prefix: str = "",
) -> list[FieldProblem]:
    """What refuses the entry, each beside its field in the words of its rule; empty when nothing does.

    before: what the record said so far, None for a new one; pk: its key. besides: fields that are refused already.
    prefix: put before the names in problems ("contacts-0-"). A rule that only warns refuses nothing: the record appears
    in the review, and whoever entered it is told (danshu.validation.following). No statement except for unique values.
    """
    today = business_date(at)
    problems: list[FieldProblem] = []
    taken = set(besides)
    for rule in rules_on(host):
        concerned = rule.is_in_force(today) and rule.is_for(unit_id) and _touches(rule, after, before)
        if not concerned or prefix + rule.field in taken or holds(rule, after, pk=pk, at=at):
            continue
        if rule.severity == Severity.WARN:
            _warn(host)
            continue
        taken.add(prefix + rule.field)
        problems.append(FieldProblem(prefix + rule.field, f"rule_{rule.kind}", rule.text))
    return problems


def holds(rule: RuleData, facts: Facts, *, pk: int | None, at: datetime) -> bool:
    """True when a record that is being entered keeps the rule; unique values are looked up and kept for it."""
    if rule.kind != RuleKind.UNIQUE:
        return keeps(rule, facts, today=business_date(at))
    found = field_of(rule.host, rule.field)
    value = value_of(found, facts) if found is not None else None
    return found is None or value is None or is_free(rule, found, value, pk=pk)


def _touches(rule: RuleData, after: Facts, before: Facts | None) -> bool:
    if before is None:
        return True
    fields = [found for name in rule.involved if (found := field_of(rule.host, name)) is not None]
    return any(value_of(found, after) != value_of(found, before) for found in fields)


def _warn(host: str) -> None:
    memo = operation_memo()
    if memo is not None:
        memo.setdefault(WARNED, set()).add(host)
