"""Let dynamic segments look at one customer again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from danshu.identity.permissions import SYSTEM
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.parties.queries.naming import customer_names
from danshu.segments.conditions import groups_of
from danshu.segments.membership import follow
from danshu.segments.models import Segment


@operation("segments.follow_customer", permission=SYSTEM, label=("更新客户所在分群", "Update a customer's segments"))
def follow_customer(*, customer_id: int, groups: Collection[str], actor: Actor, at: datetime) -> int:
    """Dynamic segments that ask for facts of these groups gain or lose the customer (CUS-012).

    Returns how many did. Safe to repeat; a customer that is gone is in none.
    """
    rows = Segment.objects.filter(is_dynamic=True).order_by("pk").values_list("pk", "conditions")
    asked = [pk for pk, conditions in rows if groups_of(conditions) & set(groups)]
    if not asked:
        return 0
    segments = list(lock(Segment.objects.filter(pk__in=asked)))
    moved = {segment.name: way for segment in segments if (way := follow(segment, customer_id, at=at))}
    if moved:
        joined, left = ([name for name, way in moved.items() if way == sign] for sign in (1, -1))
        label = customer_names([customer_id]).get(customer_id, "")
        current_context().changed(
            "parties.customer", customer_id, label=label, changes={"segments": (left or None, joined or None)}
        )
    return len(moved)
