"""Hold the conditions of a segment against all customers."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.segments.errors import NoConditions
from danshu.segments.membership import locked_segment, moved_text, refresh
from danshu.segments.models import Segment
from danshu.segments.permissions import CONFIGURE


@operation("segments.recompute_segment", permission=CONFIGURE, label=("重新计算分群", "Recompute a segment"))
def recompute_segment(*, segment_id: int, actor: Actor, at: datetime) -> Segment:
    """Fill a segment anew: a dynamic one as every night, a static one because somebody wants it (CUS-012).

    Raises NotFound, NoConditions for one that people fill by hand.
    """
    found = locked_segment(segment_id)
    if not found.conditions:
        raise NoConditions(name=found.name)
    before = found.member_count
    joined, left = refresh(found, at=at)
    found.refresh_from_db()
    context = current_context()
    context.effect("members", moved_text(joined, left), "warn" if left else "neutral")
    if joined or left:
        changes = {"member_count": (before, found.member_count)}
        context.changed("segments.segment", found.pk, label=found.name, changes=changes)
    return found
