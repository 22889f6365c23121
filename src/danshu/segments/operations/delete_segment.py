"""Delete a segment."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.words import told, with_count
from danshu.segments.membership import locked_segment
from danshu.segments.permissions import CONFIGURE


@operation("segments.delete_segment", permission=CONFIGURE, label=("删除客户分群", "Delete a segment"))
def delete_segment(
    *, segment_id: int, reason: str = "", version: int | None = None, actor: Actor, at: datetime
) -> None:
    """The segment is gone, its customers stay as they are (CUS-012).

    Raises NotFound, EditConflict, and InUse where something is built on it.
    """
    found = locked_segment(segment_id, version=version)
    context = current_context()
    kept = told(with_count("%(count)s 家客户不再属于它，客户本身不变"), {"count": found.member_count})
    context.effect("members", kept, "warn" if found.member_count else "neutral")
    changes = {"name": (found.name, None), "member_count": (found.member_count, None)}
    context.changed("segments.segment", found.pk, label=found.name, changes=changes, reason=reason)
    found.delete()
