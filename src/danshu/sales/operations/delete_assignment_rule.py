"""Take an assignment rule away (ORD-028)."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import require_version
from danshu.sales.models import AssignmentRule
from danshu.sales.permissions import CONFIGURE_ASSIGNMENT


@operation(
    "sales.delete_assignment_rule", permission=CONFIGURE_ASSIGNMENT, label=("删除分派规则", "Delete assignment rule")
)
def delete_assignment_rule(*, rule_id: int, version: int | None = None, actor: Actor, at: datetime) -> None:
    """Orders that it has assigned stay where they are. Raises NotFound, EditConflict."""
    rule = lock(AssignmentRule.objects.filter(pk=rule_id)).first()
    if rule is None:
        raise NotFound()
    require_version(rule, version)
    current_context().changed("sales.assignment_rule", rule.pk, label=rule.name, changes={"name": (rule.name, None)})
    rule.delete()
