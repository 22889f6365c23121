"""The dry run: stage, ask, convert, group, try everything and roll it back. Writes nothing but the batch itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from danshu.exchange.engine.applying import try_groups
from danshu.exchange.engine.completing import complete_rows
from danshu.exchange.engine.conversion import Conversion, groups_of, read_rows
from danshu.exchange.engine.grouping import group_rows
from danshu.exchange.engine.results import (
    RowResult,
    Tally,
    count_states,
    reasons,
    row_results,
    write_results,
)
from danshu.exchange.engine.session import Session
from danshu.exchange.engine.staging import stage, staged_as
from danshu.exchange.engine.surveying import open_questions, question_json, survey, unanswered
from danshu.exchange.errors import FileRefused
from danshu.exchange.importing import Action, Group, Outcome, Problem
from danshu.exchange.lifecycle import BatchStatus
from danshu.exchange.models import ImportBatch, RowState
from danshu.exchange.operations.conclude_check import Findings, conclude_check
from danshu.kit.actor import Actor


def check_batch(batch_id: int, actor: Actor, at: datetime) -> BatchStatus:
    """Do the dry run of a batch in state "checking"; returns the state it is in afterwards. Safe to repeat."""
    batch = ImportBatch.objects.select_related("file").get(pk=batch_id)
    if batch.status != BatchStatus.CHECKING:
        return BatchStatus(batch.status)
    findings = Findings()
    try:
        _stage(batch)
        _judge(batch, actor, at, findings)
    except FileRefused as refusal:
        findings.refusal = str(refusal)
    return BatchStatus(conclude_check(batch_id=batch_id, findings=findings, actor=actor, at=at).status)


def _stage(batch: ImportBatch) -> None:
    """Read the sheet unless its rows are there already."""
    wanted = staged_as(batch)
    if batch.staged_as == wanted:
        return
    counts = stage(batch)
    if not counts.rows:
        raise FileRefused("no_data", file=batch.file_name, sheet=batch.sheet_name)
    batch.rows, batch.repeated_headings, batch.staged_as = counts.rows, counts.repeated_headings, wanted
    batch.save(update_fields=["rows", "repeated_headings", "staged_as"])


def _judge(batch: ImportBatch, actor: Actor, at: datetime, findings: Findings) -> None:
    session = Session.open(batch, actor, at, dry=True)
    batch.styles = findings.styles = survey(session.kind, batch)
    session.conversion = Conversion(session.kind, batch)
    questions = open_questions(session.kind, batch, session.conversion, session.context)
    findings.questions = [question_json(question) for question in questions]
    if unanswered(questions, batch.answers):
        findings.asks = True
        return
    key = session.kind.group_key(session.context)
    findings.groups = group_rows(batch, session.conversion, key, session.kind.match_key)
    session.kind.prepare(session.context)
    for groups in _chunks(batch, session, RowState.WRONG):
        complete_rows(session, groups)
    tally = Tally()
    for groups in _chunks(batch, session, RowState.NEW):
        _try(session, groups, tally)
        ImportBatch.objects.filter(pk=batch.pk).update(progress=groups[-1].number)
    findings.counts = {"states": count_states(batch.pk), "check": tally.as_json()}
    findings.totals = tally.sums()
    findings.reasons = reasons(batch.pk)


def _chunks(batch: ImportBatch, session: Session, state: RowState) -> Iterator[list[Group]]:
    """Groups of rows in this state, in order; each call of the kind gets one such list."""
    number = 0
    size = session.kind.chunk_groups
    while rows := read_rows(
        "AND state = %s AND group_no > %s AND group_no <= (SELECT min(group_no) FROM exchange_stagedrow "
        "WHERE batch_id = %s AND state = %s AND group_no > %s) + %s ORDER BY group_no, number",
        [batch.pk, str(state), number, batch.pk, str(state), number, size - 1],
    ):
        groups = groups_of(rows, session.conversion, batch.pk)
        number = groups[-1].number
        yield groups


def _try(session: Session, groups: Sequence[Group], tally: Tally) -> None:
    """Check and try one chunk; note what came of each row."""
    found: defaultdict[int, list[Problem]] = defaultdict(list)
    for problem in session.kind.check(groups, session.context):
        found[problem.row].append(problem)
    wrong = [g for g in groups if any(not p.warning for row in g.rows for p in found[row.number])]
    numbers = {group.number for group in wrong}
    right = [group for group in groups if group.number not in numbers]
    outcomes = try_groups(session.kind, right, session.context)
    results: list[RowResult] = []
    for group, outcome in [*((g, Outcome(Action.REFUSED)) for g in wrong), *zip(right, outcomes, strict=True)]:
        outcome.problems.extend(problem for row in group.rows for problem in found[row.number])
        tally.add(group, outcome)
        for result in row_results(group, outcome, done=RowState.READY):
            result.refs = ()  # rolled back: these records do not exist
            results.append(result)
    write_results(session.batch.pk, results)
