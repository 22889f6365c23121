"""Take a record out of the recycle bin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.kit.words import clauses
from danshu.recycling import binning
from danshu.recycling.errors import Clashes
from danshu.recycling.models import Application, Entry, EntryState
from danshu.recycling.permissions import RESTORE
from danshu.recycling.registry import KINDS, Clash


@operation("recycling.restore_entry", permission=RESTORE, label=("从回收站恢复", "Restore from recycle bin"))
def restore_entry(
    *, entry_id: int, settled: Mapping[str, str] | None = None, reason: str = "", actor: Actor, at: datetime
) -> Entry:
    """Bring a deleted record back with everything that went with it, and take again what it needs (ORD-043, CUS-005).

    settled: new values for columns whose old ones were taken meanwhile; for a clash that needs a reason, the reason.
    What could not be had again stands in the entry's `missing`. Raises NotFound (also out of the actor's scope),
    NotInBin, FieldErrors for a settled column without a clash, Clashes, Gone, and the refusals of the kind.
    """
    entry = binning.locked_entry(entry_id, actor=actor, restoring=True)
    kind, given = KINDS[entry.kind], dict(settled or {})
    clashes = kind.clashes(entry)
    _require_needed(given, clashes)
    open_clashes = [str(clash.text) for clash in clashes if not _settles(clash.column, clash.value, given)]
    if open_clashes:
        raise Clashes(what=clauses(open_clashes))
    missing = kind.bring_back(entry, settled=given, actor=actor, at=at)
    current_context().changed(
        entry.kind, entry.root_id, label=entry.label, reason=reason, action="recycling.restore_entry",
        changes={"in_bin": (True, False), **({"missing": (None, clauses(missing))} if missing else {})},
    )  # fmt: skip
    binning.end(entry, EntryState.RESTORED, missing=missing, actor=actor, at=at)
    Application.objects.filter(entry=entry, state=Application.State.PENDING).update(
        state=Application.State.APPROVED, decided_at=at, decided_by_name=actor.name
    )
    return entry


def _require_needed(given: Mapping[str, str], clashes: Sequence[Clash]) -> None:
    """Refuse what settles nothing: it would be left out without a word."""
    unknown = sorted(given.keys() - {clash.column for clash in clashes})
    if unknown:
        raise FieldErrors(
            [FieldProblem(f"settled.{name[:60]}", "unknown", _("这里没有冲突要处理")) for name in unknown]
        )


def _settles(column: str, old: str, given: Mapping[str, str]) -> bool:
    return column in given and given[column].strip() != old
