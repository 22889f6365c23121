"""Finding and locking what an operation is about."""

from __future__ import annotations

from danshu.automation.errors import NeedsWholeCompany, RuleSwitchedOn
from danshu.automation.models import Rule
from danshu.automation.permissions import CONFIGURE
from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version


def locked_rule(rule_id: int, *, version: int | None = None, to_change: bool = False) -> Rule:
    """A rule, locked. to_change: only one that is switched off. Raises NotFound, EditConflict, RuleSwitchedOn."""
    rule = lock(Rule.objects.filter(pk=rule_id)).first()
    if rule is None:
        raise NotFound
    require_version(rule, version)
    if to_change and rule.is_on:
        raise RuleSwitchedOn(label=rule.name)
    return rule


def require_whole_company(actor: Actor) -> None:
    """Raise NeedsWholeCompany for who configures rules within a data scope only: what a rule does knows none (SEC-A2)."""
    if not actor.scope(CONFIGURE).everything:
        raise NeedsWholeCompany
