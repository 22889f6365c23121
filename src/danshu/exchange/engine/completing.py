"""A row with a wrong cell is told everything else that is wrong with it: its other cells are judged like any row's.

The wrong cell counts as empty, a wrong choice that is obligatory as the first of its values; what is then said about
the cell itself is left out, it has been said already.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from danshu.exchange.engine.applying import keeping_state, try_groups
from danshu.exchange.engine.results import RowResult, problem_of, write_results
from danshu.exchange.engine.session import Session
from danshu.exchange.fields import Field, FieldType
from danshu.exchange.importing import Group, Problem, Row
from danshu.exchange.models import RowState

# what the engine says when a kind gives no reason, or fails
NO_REASON = frozenset({"refused", "unexpected"})
PROBLEMS = "SELECT number, problems::text FROM exchange_stagedrow WHERE batch_id = %s AND number = ANY(%s)"

Told = Mapping[int, list[Problem]]


def complete_rows(session: Session, groups: Sequence[Group]) -> None:
    """Add to wrong rows what else is wrong with them; their state stays."""
    told = _told(session.batch.pk, [row.number for group in groups for row in group.rows])
    choices = {field.name: _first_choice(field) for field in session.kind.fields if field.required}
    standing = [_with_stand_ins(group, told, choices) for group in groups]
    found: defaultdict[int, list[Problem]] = defaultdict(list)
    with keeping_state(session.context):
        checked = [*session.kind.check(standing, session.context)]
    tried = try_groups(session.kind, [g for g in standing if not _lacks(g, told, session)], session.context)
    for problem in (*checked, *(problem for outcome in tried for problem in outcome.problems)):
        if problem.row in told and _is_news(problem, told[problem.row], session):
            found[problem.row].append(problem)
    results = [
        RowResult(number, RowState.WRONG, problems=[*told[number], *_once(new)]) for number, new in found.items()
    ]
    write_results(session.batch.pk, results)


def _told(batch_id: int, numbers: list[int]) -> dict[int, list[Problem]]:
    with connection.cursor() as cursor:
        cursor.execute(PROBLEMS, [batch_id, numbers])
        rows = cursor.fetchall()
    return {number: [problem_of(number, raw) for raw in json.loads(stored or "[]")] for number, stored in rows}


def _wrong_fields(number: int, told: Told) -> set[str]:
    return {problem.field for problem in told.get(number, ()) if not problem.warning}


def _with_stand_ins(group: Group, told: Told, choices: Mapping[str, str | None]) -> Group:
    rows = [_stand_in(row, _wrong_fields(row.number, told), choices) for row in group.rows]
    return Group(group.number, tuple(rows), group.key)


def _stand_in(row: Row, wrong: set[str], choices: Mapping[str, str | None]) -> Row:
    values: dict[str, Any] = dict(row.values)
    values.update({name: choices[name] for name in wrong & choices.keys()})
    return Row(row.number, values)


def _first_choice(field: Field) -> str | None:
    choices = field.all_choices() if field.type is FieldType.CHOICE else ()
    return next((choice.value for choice in choices), None)


def _lacks(group: Group, told: Told, session: Session) -> bool:
    """True when an obligatory cell is wrong and nothing can stand for it: no record can be tried without it."""
    needed = {field.name for field in session.kind.fields if field.required}
    return any(row[name] is None for row in group.rows for name in needed & _wrong_fields(row.number, told))


def _is_news(problem: Problem, told: Sequence[Problem], session: Session) -> bool:
    wrong = {known.field for known in told}
    if problem.warning or problem.code in NO_REASON or problem.field in wrong:
        return False
    # about the row as a whole: only a wrong choice surely has nothing to do with it
    return bool(problem.field) or all(name and session.kind.field(name).type is FieldType.CHOICE for name in wrong)


def _once(problems: Iterable[Problem]) -> list[Problem]:
    return list({(problem.field, problem.code): problem for problem in problems}.values())
