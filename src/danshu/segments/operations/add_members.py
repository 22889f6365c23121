"""Put customers into a static segment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.operation import operation
from danshu.parties.batches import MAX_BATCH
from danshu.parties.errors import NothingSelected, TooManySelected
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.parties.queries import customer_keys
from danshu.segments.errors import FollowsConditions
from danshu.segments.membership import locked_segment
from danshu.segments.models import Member
from danshu.segments.permissions import CONFIGURE


@operation("segments.add_members", permission=CONFIGURE, label=("把客户加入分群", "Add customers to a segment"))
def add_members(*, segment_id: int, customer_ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """Put at most 500 customers into a static segment; who is in it stays (CUS-012). Returns how many joined.

    Raises NotFound for the segment, and when a customer is not in the actor's scope; FollowsConditions for a dynamic one,
    NothingSelected, TooManySelected.
    """
    wanted = sorted(set(customer_ids))
    if not wanted:
        raise NothingSelected
    if len(wanted) > MAX_BATCH:
        raise TooManySelected(limit=MAX_BATCH, count=len(wanted))
    found = locked_segment(segment_id)
    if found.is_dynamic:
        raise FollowsConditions(name=found.name)
    seen = set(customer_keys(actor, VIEW_CUSTOMERS).filter(pk__in=wanted, is_valid=True).values_list("pk", flat=True))
    if seen != set(wanted):
        raise NotFound
    before = found.member_count
    rows = [Member(segment=found, customer_id=pk, since_at=at) for pk in wanted]
    Member.objects.bulk_create(rows, ignore_conflicts=True)
    found.refresh_from_db()
    joined = found.member_count - before
    if joined:
        changes = {"member_count": (before, found.member_count)}
        current_context().changed("segments.segment", found.pk, label=found.name, changes=changes)
    return joined
