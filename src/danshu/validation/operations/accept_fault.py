"""Leave a record as it is, with a reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.validation.kinds import FaultState
from danshu.validation.models import Fault
from danshu.validation.permissions import HANDLE_FAULTS
from danshu.validation.recording import locked_fault, settle

REASON_LENGTH = 500


@operation("validation.accept_fault", permission=HANDLE_FAULTS, label=("接受数据问题", "Accept a data fault"))
def accept_fault(*, fault_id: int, reason: str, version: int | None = None, actor: Actor, at: datetime) -> Fault:
    """Say that the record is right as it is, and why: the review leaves it alone until it is corrected or reopened.

    Raises NotFound, EditConflict, FaultSettled, FieldErrors without a reason (SYS-011).
    """
    row = locked_fault(fault_id, actor=actor, version=version)
    words = reason.strip()
    if not words or len(words) > REASON_LENGTH:
        text = _("填写接受的原因，最多 500 字")
        raise FieldErrors([FieldProblem("reason", "required", text)])
    settle(row, FaultState.ACCEPTED, actor=actor, at=at, reason=words)
    return row
