"""Take an accepted fault up again."""

from __future__ import annotations

from datetime import datetime

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.validation.errors import NotAccepted
from danshu.validation.kinds import FaultState
from danshu.validation.models import Fault
from danshu.validation.permissions import HANDLE_FAULTS
from danshu.validation.recording import AGAIN, locked_fault, noted, reopen


@operation("validation.reopen_fault", permission=HANDLE_FAULTS, label=("重新打开数据问题", "Reopen a data fault"))
def reopen_fault(*, fault_id: int, version: int | None = None, actor: Actor, at: datetime) -> Fault:
    """Let a fault that was accepted wait again. Raises NotFound, EditConflict, NotAccepted (SYS-011)."""
    row = locked_fault(fault_id, actor=actor, version=version, states=FaultState.values)
    if row.state != FaultState.ACCEPTED:
        raise NotAccepted(label=str(row))
    reopen(row, at=at)
    row.updated_by_name = actor.name
    row.save(update_fields=[*AGAIN, "updated_by_name"])
    noted(row, {"state": (str(FaultState.ACCEPTED), str(FaultState.OPEN))})
    return row
