"""Taking groups back, newest first; what somebody changed since stays and is named."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from danshu.exchange.engine.applying import halving
from danshu.exchange.engine.results import ref_of
from danshu.exchange.importing import Action, ImportContext, Imported, ImportKind, Kept
from danshu.kit.errors import DomainError

NEXT = """
SELECT number, group_no, refs FROM exchange_stagedrow
WHERE batch_id = %s AND state = 'done' AND refs IS NOT NULL AND group_no < %s ORDER BY group_no DESC LIMIT %s
"""
MARK = """
UPDATE exchange_stagedrow s SET state = CASE WHEN v.kept IS NULL THEN 'undone' ELSE 'kept' END,
    problems = CASE WHEN s.number = v.number THEN v.kept::jsonb ELSE s.problems END
FROM unnest(%s::int[], %s::int[], %s::text[]) AS v(group_no, number, kept)
WHERE s.batch_id = %s AND s.group_no = v.group_no AND s.state = 'done'
"""
LAST = 2**31 - 1


@dataclass(slots=True)
class UndoTally:
    """Figures of an undo: records removed and restored by kind, and those left."""

    removed: dict[str, int] = field(default_factory=dict)
    restored: dict[str, int] = field(default_factory=dict)
    kept: int = 0
    examples: list[dict[str, str]] = field(default_factory=list)

    def add(self, group: Imported, kept: Sequence[Kept]) -> None:
        """Count one group."""
        stays = {(k.ref.kind, k.ref.pk) for k in kept}
        for ref in group.refs:
            if (ref.kind, ref.pk) in stays:
                continue
            counts = self.removed if ref.action == Action.CREATED else self.restored
            counts[ref.kind] = counts.get(ref.kind, 0) + 1
        self.kept += len(kept)
        for item in kept[: max(0, 20 - len(self.examples))]:
            self.examples.append({"kind": item.ref.kind, "label": item.ref.label, "reason": item.reason})

    def as_json(self) -> dict[str, Any]:
        """For the batch."""
        return {"removed": self.removed, "restored": self.restored, "kept": self.kept}


def next_groups(batch_id: int, before: int, limit: int) -> list[Imported]:
    """Imported groups with records, newest first, below a group number."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [batch_id, before, limit])
        return [
            Imported(group_no, (number,), tuple(ref_of(raw) for raw in json.loads(refs)), f"import:{batch_id}:{number}")
            for number, group_no, refs in cursor.fetchall()
        ]


def undo_groups(kind: ImportKind, groups: Sequence[Imported], context: ImportContext) -> list[Sequence[Kept]]:
    """What each group leaves behind. A group the kind cannot take back is kept with the reason."""

    def refuse(group: Imported, error: Exception) -> Sequence[Kept]:
        reason = str(error) if isinstance(error, DomainError) else type(error).__name__
        return [Kept(ref, reason) for ref in group.refs]

    return halving(groups, lambda part: kind.undo(part, context), refuse, context)


def mark_undone(batch_id: int, groups: Sequence[Imported], kept: Sequence[Sequence[Kept]]) -> None:
    """Set the state of all rows of the groups."""
    texts = [
        json.dumps(
            [{"f": "", "c": "kept", "m": f"{k.ref.label}: {k.reason}", "r": k.reason, "w": True} for k in items],
            ensure_ascii=False,
        )
        if items
        else None
        for items in kept
    ]
    with connection.cursor() as cursor:
        cursor.execute(MARK, [[g.number for g in groups], [g.row_numbers[0] for g in groups], texts, batch_id])
