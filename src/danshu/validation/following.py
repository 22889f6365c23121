"""What an operation changed, seen by the review at once: what is right again closes, what only warns opens (SYS-011)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.kit.clock import business_date
from danshu.kit.context import Context
from danshu.notices.operations.notify import notify
from danshu.validation.definitions import RuleData
from danshu.validation.hosts import HOSTS
from danshu.validation.judging import WARNED
from danshu.validation.kinds import FaultState, Severity
from danshu.validation.looking import Looked, breaks, records, repeats
from danshu.validation.models import Fault
from danshu.validation.queries import rules_on, standing_of
from danshu.validation.recording import opened, settle


def follow(context: Context) -> None:
    """At the end of each operation: nothing for records without rules, one statement for those without faults."""
    touched: dict[str, set[int]] = {}
    for change in context.changes:
        if change.subject.kind in HOSTS:
            touched.setdefault(change.subject.kind, set()).add(change.subject.pk)
    warned = context.memo.get(WARNED, set())
    for kind, keys in touched.items():
        if rules_on(kind):
            _follow(kind, keys, context, is_warned=kind in warned)


def _follow(kind: str, keys: set[int], context: Context, *, is_warned: bool) -> None:
    standing = list(standing_of(kind, keys))
    if not standing and not is_warned:
        return
    rules, today = rules_on(kind), business_date(context.at)
    twice = repeats([rule for rule in rules if is_warned or any(fault.rule_id == rule.id for fault in standing)])
    wanted = [rule for rule in rules if rule.id in twice or rule.kind != "unique"]
    now: dict[int, tuple[Looked, list[RuleData]]] = {}
    for looked in records(HOSTS[kind], keys):
        now[looked.pk] = (looked, breaks(wanted, looked, today=today, twice=twice))
    _close(standing, now, context)
    if is_warned:
        _open(kind, now, context)


def _close(standing: Sequence[Fault], now: dict[int, tuple[Looked, list[RuleData]]], context: Context) -> None:
    for fault in standing:
        if fault.record_id not in now:
            settle(fault, FaultState.DROPPED, actor=context.actor, at=context.at)
        elif fault.rule_id not in {rule.id for rule in now[fault.record_id][1]}:
            settle(fault, FaultState.CORRECTED, actor=context.actor, at=context.at)


def _open(kind: str, now: dict[int, tuple[Looked, list[RuleData]]], context: Context) -> None:
    found: list[tuple[RuleData, Looked]] = []
    today = business_date(context.at)
    for looked, broken in now.values():
        found += [(r, looked) for r in broken if r.severity == Severity.WARN and r.is_in_force(today)]
    count = len(opened(kind, found, at=context.at))
    if count and context.actor.user_id is not None:
        _tell(found[0], count, context)


def _tell(first: tuple[RuleData, Looked], count: int, context: Context) -> None:
    rule, looked = first

    def text() -> str:
        facts: dict[str, Any] = {"label": looked.label, "text": rule.text, "count": count}
        if count == 1:
            return _("已保存，但请核对：%(label)s：%(text)s") % facts
        return _("已保存，但有 %(count)s 处请核对，例如 %(label)s：%(text)s") % facts

    url = f"{reverse('validation:fault_list')}?tab=mine"
    notify([context.actor.user_id or 0], kind="validation.warned", text=text, url=url, at=context.at)
