"""One run of a rule: is it to act, on what, and what did it do (SYS-029). Part of an operation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from danshu.automation.lifecycle import RUN_LIFECYCLE, RunStatus
from danshu.automation.models import OUTCOME_LENGTH, Rule, Run
from danshu.automation.registry import ACTIONS, Call, Words
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.locks import lock_skipping
from danshu.kit.words import clauses
from danshu.notices.operations.notify import notify
from danshu.parameters.queries import value
from danshu.validation.asking import Condition, condition_text, is_met
from danshu.validation.hosts import HOSTS
from danshu.validation.looking import Looked, records

SPAN = timedelta(hours=1)
CAUSE = "danshu.automation_run"


@dataclass(slots=True)
class Outcome:
    """What became of a run, and the words for it."""

    status: RunStatus
    lines: list[Words] = field(default_factory=list)


def outcome_of(run: Run, rule: Rule, *, changed: Collection[str], at: datetime) -> Outcome:
    """Decide, act, and say what was done. What an action refuses is raised: nothing of the run stays then."""
    if not rule.is_on and not run.occasion.startswith("by hand"):
        return Outcome(RunStatus.SKIPPED, [lambda: _("规则已停用")])
    looked = look(rule.host, run.subject_id, over=run.event_id is not None)
    run.label = looked.label if looked is not None else run.label
    if stopped := _loops(run, at):
        return Outcome(RunStatus.STOPPED, [stopped])
    if looked is None:
        return Outcome(RunStatus.SKIPPED, [lambda: _("记录已不存在，或已结束")])
    unmet = [] if run.fits else unmet_conditions(rule, looked, changed=changed, at=at)
    if unmet:
        return _unfit(rule, unmet)
    _judge_siblings(run, looked, changed=changed, at=at)
    return Outcome(RunStatus.DONE, _act(run, rule, looked, at))


def _unfit(rule: Rule, unmet: Sequence[Condition]) -> Outcome:
    def text() -> str:
        return _("条件不符：%(condition)s") % {"condition": clauses(condition_text(rule.host, each) for each in unmet)}

    return Outcome(RunStatus.SKIPPED, [text])


def _judge_siblings(run: Run, looked: Looked, *, changed: Collection[str], at: datetime) -> None:
    """Other rules wait for the same event: they judge the record as this one finds it, not as it leaves it."""
    if run.event_id is None:
        return
    rows = Run.objects.filter(event_id=run.event_id, status=RunStatus.WAITING, fits__isnull=True).exclude(pk=run.pk)
    for other in lock_skipping(rows.order_by("pk")).select_related("rule"):
        unmet = unmet_conditions(other.rule, looked, changed=changed, at=at)
        if unmet:
            other.label = looked.label
            conclude(other, _unfit(other.rule, unmet), at=at)
        else:
            other.fits = True
            other.save(update_fields=["fits"])


def look(host: str, pk: int, *, over: bool = False) -> Looked | None:
    """The record as it is now; over: also one that is over, which the event of a cancelled order has just told."""
    return next(records(HOSTS[host], [pk], over=over), None) if host in HOSTS else None


def unmet_conditions(rule: Rule, looked: Looked, *, changed: Collection[str], at: datetime) -> list[Condition]:
    """The conditions that the record does not fit."""
    today = business_date(at)
    return [each for each in rule.conditions if not is_met(rule.host, each, looked.facts, changed=changed, today=today)]


def _act(run: Run, rule: Rule, looked: Looked, at: datetime) -> list[Words]:
    actor, lines = Actor.automation(rule.name), []
    with caused_by(run):
        for each in rule.actions:
            call = Call(rule=rule, host=rule.host, looked=looked, actor=actor, at=at)
            lines.append(ACTIONS[each["code"]].perform(call, each))
            # the next action finds what this one did: the owner that it made
            looked = look(rule.host, run.subject_id, over=True) or looked
    return lines


@contextmanager
def caused_by(run: Run) -> Iterator[None]:
    """Events of this transaction are told apart as caused by the run: rules that follow them count its depth."""
    _mark(str(run.pk))
    yield
    _mark("")  # after an error the rollback takes the mark away


def _mark(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [CAUSE, text])


def _loops(run: Run, at: datetime) -> Words | None:
    """Why the run must not go on; None when it may."""
    most = value("automation_max_depth")
    if run.depth >= most:
        return lambda: _("自动化规则相互触发超过 %(most)s 层，停在这里") % {"most": most}
    rate = value("automation_runs_per_hour")
    recent = Run.objects.filter(
        rule_id=run.rule_id, subject_id=run.subject_id, status=RunStatus.DONE, ended_at__gt=at - SPAN
    )
    if recent.count() >= rate:
        return lambda: _("同一条记录一小时内已执行 %(rate)s 次，停在这里") % {"rate": rate}
    return None


def conclude(run: Run, outcome: Outcome, *, at: datetime) -> None:
    """Store what became of a locked run."""
    RUN_LIFECYCLE.move(run, outcome.status)
    run.ended_at, run.begun_at = at, None
    run.outcome, run.outcome_en = in_both(outcome.lines)
    run.save(update_fields=["status", "label", "ended_at", "begun_at", "outcome", "outcome_en"])


def in_both(lines: Sequence[Words]) -> tuple[str, str]:
    """The words in Chinese and in English, cut to what is kept."""
    with translation.override("zh-hans"):
        chinese = clauses(line() for line in lines)
    with translation.override("en"):
        english = clauses(line() for line in lines)
    return chinese[:OUTCOME_LENGTH], english[:OUTCOME_LENGTH]


def tell_keeper(run: Run, rule: Rule, *, at: datetime) -> None:
    """Who switched the rule on hears that it was stopped or refused, once an hour."""
    troubled = (RunStatus.STOPPED, RunStatus.REFUSED, RunStatus.FAILED)
    recent = Run.objects.filter(rule=rule, status__in=troubled, ended_at__gt=at - SPAN).exclude(pk=run.pk)
    if rule.keeper_id is None or recent.exists():
        return
    facts = {"rule": rule.name, "record": run.label or str(run)}
    status = RunStatus(run.status)

    def text() -> str:
        return _("自动化规则「%(rule)s」没有执行（%(state)s）：%(record)s") % {**facts, "state": status.label}

    url = f"{reverse('automation:run_list')}?tab=troubled&rule={rule.pk}"
    notify([rule.keeper_id], kind="automation.stopped", text=text, url=url, at=at)
