"""Reading rules and runs, for their administrators (SYS-029)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from danshu.automation.lifecycle import RunStatus
from danshu.automation.models import Rule, Run
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound

TROUBLED = Q(status__in=(RunStatus.REFUSED, RunStatus.STOPPED, RunStatus.FAILED))


def rules() -> QuerySet[Rule]:
    """All rules."""
    return Rule.objects.select_related("keeper")


def rule_by_id(pk: int) -> Rule:
    """One rule. Raises NotFound."""
    found = rules().filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def runs(actor: Actor) -> QuerySet[Run]:
    """The log of the runs with records in the actor's scope."""
    return Run.objects.visible_to(actor).select_related("rule")


def runs_of(rule_id: int, actor: Actor, limit: int) -> list[Run]:
    """The latest runs of a rule, in the actor's scope."""
    return list(runs(actor).filter(rule_id=rule_id).order_by("-pk")[:limit])


def troubled() -> QuerySet[Run]:
    """Runs that did not succeed and that nobody has let run again."""
    return Run.objects.filter(TROUBLED)
