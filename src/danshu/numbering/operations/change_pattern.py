"""Change how the numbers of a series look."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.locks import lock, lock_slot
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch
from danshu.numbering.errors import PATTERN_PROBLEMS, UnknownSeries
from danshu.numbering.models import Counter, NumberPattern
from danshu.numbering.permissions import CONFIGURE
from danshu.numbering.queries import patterns_in_force
from danshu.numbering.registry import SERIES, Pattern

FIELDS = ("prefix", "date_part", "digits", "reset", "with_branch")


@operation("numbering.change_pattern", permission=CONFIGURE, label=("修改编号规则", "Change a number pattern"))
def change_pattern(
    *,
    series: str,
    prefix: str,
    date_part: str,
    digits: int,
    reset: str,
    with_branch: bool,
    seen_version: int | None = None,
    actor: Actor,
    at: datetime,
) -> NumberPattern:
    """From now on new numbers follow this pattern; numbers already given stay (SYS-003).

    seen_version: the version that was shown, 0 when the delivered pattern was in force. Raises UnknownSeries,
    FieldErrors for a pattern that could repeat numbers or whose prefix another series uses, EditConflict.
    """
    if series not in SERIES:
        raise UnknownSeries(series=series)
    pattern = Pattern(prefix.strip().upper(), date_part, digits, reset, with_branch)
    lock_slot("numbering", series)  # nobody begins a counter meanwhile
    in_force = patterns_in_force()
    _require_sound(series, pattern, in_force)
    row = lock(NumberPattern.objects.filter(series=series)).first()
    old = in_force[series]
    if (old.reset, old.with_branch) != (pattern.reset, pattern.with_branch):
        _retire_counters(series)
    row = _store(row, series, pattern, seen_version, actor, at)
    before, after = asdict(old), asdict(pattern)
    changes = {name: (before[name], after[name]) for name in FIELDS if before[name] != after[name]}
    current_context().changed("numbering.series", row.pk, label=SERIES[series].label, changes=changes)
    return row


def _require_sound(series: str, pattern: Pattern, in_force: dict[str, Pattern]) -> None:
    problem = pattern.problem()
    if problem is None and any(p.prefix == pattern.prefix for code, p in in_force.items() if code != series):
        problem = None if pattern.prefix == in_force[series].prefix else ("prefix", "taken")
    if problem:
        field, code = problem
        raise FieldErrors([FieldProblem(field, code, str(PATTERN_PROBLEMS[code]))])


def _retire_counters(series: str) -> None:
    """Lock the counters and take them out of use; whoever waits for one of them finds it gone and begins anew.

    A taker that read the old pattern before this commit re-checks the period after the lock and misses the row.
    """
    running = Counter.objects.filter(series=series).exclude(period__startswith="~")
    keys = [row.pk for row in lock(running)]
    retired = Concat(Value("~"), F("period"), Value("#"), Cast(F("pk"), CharField()))
    Counter.objects.filter(pk__in=keys).update(period=retired)


def _store(
    row: NumberPattern | None, series: str, pattern: Pattern, seen_version: int | None, actor: Actor, at: datetime
) -> NumberPattern:
    if row is None:
        return NumberPattern.objects.create(
            series=series, **asdict(pattern), created_at=at, updated_at=at, updated_by_name=actor.name
        )
    require_version(row, seen_version)
    for name, value in asdict(pattern).items():
        setattr(row, name, value)
    row.save(update_fields=[*FIELDS, *touch(row, actor=actor, at=at)])
    return row
