"""What became of rows, written set by set and summed up."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from danshu.exchange.importing import Action, Group, Outcome, Problem, Ref
from danshu.exchange.models import RowState
from danshu.kit.arrays import array
from danshu.kit.errors import DomainError, FieldErrors

UPDATE = """
UPDATE exchange_stagedrow s SET state = v.state, action = v.action, problems = v.problems::jsonb,
    refs = v.refs::jsonb, group_no = coalesce(v.group_no, s.group_no)
FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[])
    AS v(number, state, action, problems, refs, group_no)
WHERE s.batch_id = %s AND s.number = v.number
"""
BLOCK = """
UPDATE exchange_stagedrow s SET state = 'blocked' WHERE s.batch_id = %s AND s.state IN ('new', 'ready')
AND s.group_no IN (SELECT group_no FROM exchange_stagedrow WHERE batch_id = %s AND state = %s)
"""
REASONS = """
SELECT p ->> 'c', p ->> 'f', coalesce(nullif(min(p ->> 'r'), ''), min(p ->> 'm')), coalesce((p -> 'w')::boolean, false),
    count(DISTINCT s.number), min(s.number)
FROM exchange_stagedrow s, jsonb_array_elements(s.problems) p WHERE s.batch_id = %s
GROUP BY p ->> 'c', p ->> 'f', coalesce((p -> 'w')::boolean, false), p ->> 'r' ORDER BY 4, 5 DESC, 6
"""
MOST_REASONS = 200


@dataclass(slots=True)
class RowResult:
    """The new state of one row."""

    number: int
    state: RowState
    action: str = ""
    problems: Sequence[Problem] = ()
    refs: Sequence[Ref] = ()
    group_no: int | None = None


@dataclass(slots=True)
class Tally:
    """Figures of a run: groups and rows by action, records by kind, sums."""

    groups: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    totals: dict[str, Decimal] = field(default_factory=dict)
    made: set[tuple[str, str]] = field(default_factory=set)

    def add(self, group: Group, outcome: Outcome) -> None:
        """Count one group. A record that several groups claim to have created (a dry run rolls back) counts once."""
        action = str(outcome.action)
        self.groups[action] = self.groups.get(action, 0) + 1
        self.rows[action] = self.rows.get(action, 0) + len(group.rows)
        for ref in outcome.refs:
            if ref.action == Action.CREATED and (ref.kind, ref.label) not in self.made:
                self.made.add((ref.kind, ref.label))
                self.records[ref.kind] = self.records.get(ref.kind, 0) + 1
        if outcome.action != Action.REFUSED:
            for name, amount in outcome.totals.items():
                self.totals[name] = self.totals.get(name, Decimal(0)) + amount

    def as_json(self) -> dict[str, Any]:
        """For the batch."""
        return {"groups": self.groups, "rows": self.rows, "records": self.records}

    def sums(self) -> dict[str, str]:
        """For the batch, exact."""
        return {name: str(amount) for name, amount in self.totals.items()}


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Two sets of figures added up."""
    found = dict(old)
    for name, value in new.items():
        if isinstance(value, dict):
            found[name] = merged(found.get(name, {}), value)
        elif isinstance(value, str):
            found[name] = str(Decimal(found.get(name, "0")) + Decimal(value))
        else:
            found[name] = found.get(name, 0) + value
    return found


def problem_json(problem: Problem) -> dict[str, Any]:
    """The short form in the table."""
    found: dict[str, Any] = {"f": problem.field, "c": problem.code, "m": problem.message, "r": problem.reason}
    if problem.warning:
        found["w"] = True
    if problem.suggestions:
        found["s"] = list(problem.suggestions[:5])
    return found


def problem_of(row: int, raw: Mapping[str, Any]) -> Problem:
    """The inverse of problem_json."""
    return Problem(row, raw["f"], raw["c"], raw["m"], raw["r"], raw.get("w", False), tuple(raw.get("s", ())))


def ref_json(ref: Ref) -> dict[str, Any]:
    """A record that was made or changed, with its before-image."""
    return {
        "kind": ref.kind,
        "pk": ref.pk,
        "action": str(ref.action),
        "label": ref.label,
        "version": ref.version,
        "before": dict(ref.before) if ref.before is not None else None,
    }


def ref_of(raw: Mapping[str, Any]) -> Ref:
    """The inverse of ref_json."""
    return Ref(raw["kind"], raw["pk"], Action(raw["action"]), raw["label"], raw["version"], raw["before"])


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"a before-image carries plain data, not {type(value).__name__}")


def write_results(batch_id: int, results: Sequence[RowResult]) -> None:
    """Set the state of many rows in one statement."""
    if not results:
        return
    columns: list[list[Any]] = [[], [], [], [], [], []]
    for result in results:
        problems = (
            json.dumps([problem_json(p) for p in result.problems], ensure_ascii=False) if result.problems else None
        )
        refs = (
            json.dumps([ref_json(r) for r in result.refs], ensure_ascii=False, default=_plain) if result.refs else None
        )
        values = (result.number, str(result.state), result.action, problems, refs, result.group_no)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [*map(array, columns), batch_id])


def block_groups(batch_id: int, state: RowState) -> None:
    """Rows that share a group with a wrong one wait with it: a group is imported as a whole or not at all."""
    with connection.cursor() as cursor:
        cursor.execute(BLOCK, [batch_id, batch_id, str(state)])


def row_results(group: Group, outcome: Outcome, *, done: RowState) -> list[RowResult]:
    """The rows of one group after it was tried or written."""
    refused = outcome.action == Action.REFUSED
    found = []
    for place, row in enumerate(group.rows):
        mine = [p for p in outcome.problems if p.row == row.number]
        state = done
        if refused:
            at_fault = any(not p.warning for p in mine)
            state = (
                RowState.BLOCKED if not at_fault else (RowState.REFUSED if done == RowState.DONE else RowState.WRONG)
            )
        refs = outcome.refs if place == 0 and not refused else ()
        found.append(RowResult(row.number, state, str(outcome.action), mine, refs))
    return found


def refusal_of(group: Group, error: Exception, fields: frozenset[str]) -> Outcome:
    """A refusal as problems of the group's rows, beside the field where it names one."""
    first = group.first.number
    if isinstance(error, FieldErrors):
        problems = [
            Problem(first, p.field if p.field in fields else "", p.code, p.text, p.text) for p in error.problems
        ]
    elif isinstance(error, DomainError):
        name = error.field if error.field in fields else ""
        problems = [Problem(first, name, error.code, str(error), "" if error.facts else error.text)]
    else:
        message = _("程序没有处理好这一行，已记入日志，其他行不受影响")
        problems = [Problem(first, "", "unexpected", message, message)]
    return Outcome(Action.REFUSED, problems=problems)


def count_states(batch_id: int) -> dict[str, int]:
    """Rows by state, and rows with a warning that would still be imported."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM exchange_stagedrow WHERE batch_id = %s GROUP BY state", [batch_id])
        found = {str(state): int(count) for state, count in cursor.fetchall()}
        cursor.execute(
            "SELECT count(*) FROM exchange_stagedrow WHERE batch_id = %s AND problems IS NOT NULL "
            "AND state IN ('ready', 'done')",
            [batch_id],
        )
        found["warned"] = int(cursor.fetchone()[0])
    return found


def reasons(batch_id: int) -> list[dict[str, Any]]:
    """Problems by reason, errors first, the most frequent ones first."""
    with connection.cursor() as cursor:
        cursor.execute(REASONS, [batch_id])
        rows = cursor.fetchmany(MOST_REASONS)
    names = ("code", "field", "label", "warning", "count", "first_row")
    return [dict(zip(names, row, strict=True)) for row in rows]
