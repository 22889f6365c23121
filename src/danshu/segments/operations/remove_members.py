"""Take customers out of a static segment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.parties.batches import MAX_BATCH
from danshu.parties.errors import NothingSelected, TooManySelected
from danshu.segments.errors import FollowsConditions
from danshu.segments.membership import locked_segment
from danshu.segments.models import Member
from danshu.segments.permissions import CONFIGURE


@operation("segments.remove_members", permission=CONFIGURE, label=("把客户移出分群", "Remove customers from a segment"))
def remove_members(*, segment_id: int, customer_ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """Take at most 500 customers out of a static segment (CUS-012). Returns how many left; others are passed over.

    Raises NotFound, FollowsConditions for a dynamic one, NothingSelected, TooManySelected.
    """
    wanted = sorted(set(customer_ids))
    if not wanted:
        raise NothingSelected
    if len(wanted) > MAX_BATCH:
        raise TooManySelected(limit=MAX_BATCH, count=len(wanted))
    found = locked_segment(segment_id)
    if found.is_dynamic:
        raise FollowsConditions(name=found.name)
    mine = Member.objects.visible_to(actor, CONFIGURE).filter(segment=found, customer_id__in=wanted)
    keys = list(mine.values_list("pk", flat=True))
    left, _rows = Member.objects.filter(pk__in=keys).delete()
    if left:
        changes = {"member_count": (found.member_count, found.member_count - left)}
        current_context().changed("segments.segment", found.pk, label=found.name, changes=changes)
    return left
