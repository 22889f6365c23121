"""How faults open and settle, in one place for the review, the end of operations and people's decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version, touch
from danshu.validation.definitions import RuleData
from danshu.validation.errors import FaultSettled
from danshu.validation.kinds import STANDING, Category, FaultState
from danshu.validation.looking import Looked
from danshu.validation.models import Fault
from danshu.validation.queries import faults

KIND = "validation.fault"
AGAIN = (
    "state",
    "since_at",
    "assignee_id",
    "assigned_at",
    "settled_at",
    "settled_by_name",
    "reason",
    "version",
    "updated_at",
)


def new_fault(
    host: str, looked: Looked, *, source: str, category: Category, at: datetime, rule_id: int | None = None,
    other_id: int = 0, other_label: str = "",
) -> Fault:  # fmt: skip
    """A fault that is not stored yet."""
    return Fault(
        source=source, category=category, rule_id=rule_id, host=host, record_id=looked.pk, other_id=other_id,
        number=looked.number, label=looked.label, other_label=other_label[:200], unit_id=looked.unit_id,
        responsible_id=looked.person_id, since_at=at, created_at=at, updated_at=at,
    )  # fmt: skip


def opened(host: str, found: Iterable[tuple[RuleData, Looked]], *, at: datetime) -> list[Fault]:
    """Faults of rules for these records, new or standing again; those that stand or were accepted are left out."""
    wanted = {(rule.source, looked.pk): (rule, looked) for rule, looked in found}
    known = {
        (row.source, row.record_id): row
        for row in lock(Fault.objects.filter(host=host, record_id__in={pk for _source, pk in wanted}))
    }
    made, again = [], []
    for key, (rule, looked) in wanted.items():
        row = known.get(key)
        if row is None:
            made.append(new_fault(host, looked, source=rule.source, category=Category.RULE, rule_id=rule.id, at=at))
        elif row.state in (FaultState.CORRECTED, FaultState.DROPPED):
            again.append(reopen(row, at=at))
    Fault.objects.bulk_create(made, batch_size=1000)
    Fault.objects.bulk_update(again, AGAIN, batch_size=1000)
    return made + again


def reopen(row: Fault, *, at: datetime) -> Fault:
    """The fault as if it had just been found; not saved."""
    row.state, row.since_at, row.assignee_id, row.assigned_at = FaultState.OPEN, at, None, None
    row.settled_at, row.settled_by_name, row.reason = None, "", ""
    row.version, row.updated_at = row.version + 1, at
    return row


def settle(row: Fault, state: FaultState, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Close a locked fault, with who and when, and note it."""
    before, row.state = row.state, state
    row.settled_at, row.settled_by_name, row.reason = at, actor.name, reason
    row.save(update_fields=["state", "settled_at", "settled_by_name", "reason", *touch(row, actor=actor, at=at)])
    noted(row, {"state": (before, str(state))}, reason=reason)


def noted(row: Fault, changes: dict[str, tuple[Any, Any]], *, reason: str = "") -> None:
    """Write a change of a fault into its history."""
    current_context().changed(KIND, row.pk, label=str(row), changes=changes, reason=reason)


def locked_fault(fault_id: int, *, actor: Actor, version: int | None, states: Sequence[str] = STANDING) -> Fault:
    """A fault of a record that exists for the actor, locked. Raises NotFound, EditConflict, FaultSettled."""
    if not faults(actor).filter(pk=fault_id).exists():
        raise NotFound
    row = lock(Fault.objects.filter(pk=fault_id)).get()
    require_version(row, version)
    if row.state not in states:
        raise FaultSettled(label=str(row), state=FaultState(row.state).label)
    return row
