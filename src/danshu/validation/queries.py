"""Reading rules: one query for all of them, together with the parameters, kept as long as these (CC-14); and faults."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.questions import Question, Rows
from danshu.parameters.queries import kept
from danshu.validation.definitions import RuleData, rule_of
from danshu.validation.hosts import HOSTS
from danshu.validation.kinds import STANDING
from danshu.validation.models import Fault, Rule
from danshu.validation.permissions import VIEW_FAULTS

NAME = "validation"
ALL = "SELECT * FROM validation_rule WHERE is_on ORDER BY host, id"
Rules = dict[str, list[RuleData]]


def rules_question() -> Question[Rules]:
    """The reading of all rules that are on, for whoever asks it together with other questions."""
    return kept(NAME, rules_question_anew)


def rules_question_anew() -> Question[Rules]:
    """The same, asked anew."""
    return Question(ALL, {}, _by_host)


def _by_host(rows: Rows) -> Rules:
    found: Rules = {}
    for row in rows:
        found.setdefault(row["host"], []).append(rule_of(row))
    return found


def rules_on(host: str) -> list[RuleData]:
    """The rules of a kind of record that are switched on."""
    return rules_question().answer().get(host, [])


def rules(host: str | None = None) -> QuerySet[Rule]:
    """Stored rules, for their administrators."""
    rows = Rule.objects.filter(host__in=HOSTS)
    return rows if host is None else rows.filter(host=host)


def rule_by_id(pk: int) -> Rule:
    """One rule. Raises NotFound."""
    found = rules().filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def data_of(row: Rule) -> RuleData:
    """A stored rule as plain data."""
    names = [field.name for field in Rule._meta.concrete_fields if field.name != "id"]
    return rule_of({"id": row.pk, **model_to_dict(row, fields=names)})


def faults(actor: Actor) -> QuerySet[Fault]:
    """What the review found in records that exist for the actor."""
    rows = Fault.objects.visible_to(actor, VIEW_FAULTS)
    return rows.select_related("rule", "responsible", "assignee")


def fault_by_id(actor: Actor, pk: int) -> Fault:
    """One of them. Raises NotFound."""
    found = faults(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def mine(actor: Actor) -> Q:
    """What a person has to correct: assigned to him, or nobody's task in a record of his."""
    return Q(state__in=STANDING) & (
        Q(assignee_id=actor.user_id) | Q(assignee__isnull=True, responsible_id=actor.user_id)
    )


def waiting_count(actor: Actor) -> int:
    """How many faults wait for the actor."""
    if not actor.can(VIEW_FAULTS):
        return 0
    if not Fault.objects.filter(mine(actor)).exists():
        return 0
    return faults(actor).filter(mine(actor)).count()


def standing_of(host: str, keys: Collection[int]) -> QuerySet[Any]:
    """Broken rules of these records that nobody settled."""
    return Fault.objects.filter(host=host, record_id__in=keys, state__in=STANDING, rule__isnull=False)
