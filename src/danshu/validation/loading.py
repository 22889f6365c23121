"""Finding the rule that an operation is about."""

from __future__ import annotations

from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version
from danshu.validation.hosts import HOSTS
from danshu.validation.models import Rule


def locked_rule(rule_id: int, *, version: int | None = None) -> Rule:
    """The rule, locked. Raises NotFound, EditConflict."""
    row = lock(Rule.objects.filter(pk=rule_id, host__in=HOSTS)).first()
    if row is None:
        raise NotFound
    require_version(row, version)
    return row
