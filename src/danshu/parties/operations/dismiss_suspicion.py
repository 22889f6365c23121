"""Say that two customers that look alike are two."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.parties.models import Suspicion
from danshu.parties.permissions import MERGE_CUSTOMERS


@operation(
    "parties.dismiss_suspicion", permission=MERGE_CUSTOMERS, label=("确认不是重复客户", "Dismiss a possible duplicate")
)
def dismiss_suspicion(*, suspicion_id: int, reason: str, actor: Actor, at: datetime) -> Suspicion:
    """Take a pair off the list; it comes back only when more speaks for it (CUS-003).

    Raises NotFound when one of the two lies outside the actor's scope or the pair was decided, FieldErrors without a
    reason.
    """
    if not reason.strip() or len(reason.strip()) > 500:
        raise FieldErrors([FieldProblem("reason", "required", _("填写理由，最多 500 个字"))])
    rows = Suspicion.objects.visible_to(actor, MERGE_CUSTOMERS).filter(pk=suspicion_id, dismissed_at__isnull=True)
    found = lock(rows).select_related("first", "second").first()
    if found is None:
        raise NotFound
    found.dismissed_at, found.dismissed_by_name, found.reason = at, actor.name, reason.strip()
    found.save(update_fields=["dismissed_at", "dismissed_by_name", "reason"])
    for one, other in ((found.first, found.second), (found.second, found.first)):
        current_context().changed(
            "parties.customer", one.pk, label=str(one), changes={"not_the_same": ("", str(other))}, reason=found.reason
        )
    return found
