"""Change a segment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.segments.laying_down import checked
from danshu.segments.membership import locked_segment, refresh
from danshu.segments.models import Segment
from danshu.segments.permissions import CONFIGURE

ASKED = {"conditions", "is_all", "is_dynamic"}


@operation("segments.edit_segment", permission=CONFIGURE, label=("修改客户分群", "Edit a segment"))
def edit_segment(
    *, segment_id: int, values: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Segment:
    """Change what is given of a segment; a dynamic one that asks for something else is filled anew (CUS-012).

    A static one keeps its members whatever its conditions are. Raises NotFound, EditConflict, FieldErrors,
    SegmentNameTaken. Nothing is written when nothing differs.
    """
    found = locked_segment(segment_id, version=version)
    stored = checked(values, found)
    changes = {n: (getattr(found, n), new) for n, new in stored.items() if getattr(found, n) != new}
    if not changes:
        return found
    for name, (_old, new) in changes.items():
        setattr(found, name, new)
    found.save(update_fields=[*changes, *touch(found, actor=actor, at=at)])
    told: dict[str, tuple[Any, Any]] = dict(changes)
    if found.is_dynamic and ASKED & changes.keys():
        before = found.member_count
        refresh(found, at=at)
        found.refresh_from_db()
        told["member_count"] = (before, found.member_count)
    current_context().changed("segments.segment", found.pk, label=found.name, changes=told)
    return found
