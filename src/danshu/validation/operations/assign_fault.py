"""Ask somebody to correct a record."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.access.queries import load_actor
from danshu.identity.queries import full_names_of
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.kit.versions import touch
from danshu.notices.operations.notify import notify
from danshu.validation.kinds import FaultState
from danshu.validation.models import Fault
from danshu.validation.permissions import HANDLE_FAULTS, VIEW_FAULTS
from danshu.validation.queries import faults
from danshu.validation.recording import locked_fault, noted


@operation("validation.assign_fault", permission=HANDLE_FAULTS, label=("分派数据问题", "Assign a data fault"))
def assign_fault(*, fault_id: int, assignee_id: int, version: int | None = None, actor: Actor, at: datetime) -> Fault:
    """Make a fault the task of a person, who is told and finds it on the workbench (SYS-011).

    Raises NotFound, EditConflict, FaultSettled, FieldErrors for somebody who does not work here, may not see the review
    or for whom the record does not exist.
    """
    row = locked_fault(fault_id, actor=actor, version=version)
    _require_able(row, assignee_id, at)
    if row.assignee_id == assignee_id and row.state == FaultState.ASSIGNED:
        return row
    before, row.assignee_id, row.assigned_at, row.state = row.assignee_id, assignee_id, at, FaultState.ASSIGNED
    row.save(update_fields=["assignee_id", "assigned_at", "state", *touch(row, actor=actor, at=at)])
    names = full_names_of([pk for pk in (before, assignee_id) if pk])
    noted(row, {"assignee": (names.get(before or 0), names.get(assignee_id))})
    if assignee_id != actor.user_id:
        url = reverse("validation:fault", args=[row.pk])
        notify([assignee_id], kind="validation.fault_assigned", url=url, at=at, text=lambda: _text(row))
    return row


def _text(row: Fault) -> str:
    return _("请改正数据：%(label)s") % {"label": str(row)}


def _require_able(row: Fault, assignee_id: int, at: datetime) -> None:
    person = load_actor(assignee_id, today=business_date(at))
    if person is None or not person.can(VIEW_FAULTS) or not faults(person).filter(pk=row.pk).exists():
        text = _("选择一位能看到这条记录和数据审核的在职人员")
        raise FieldErrors([FieldProblem("assignee", "not_found", text)])
