"""Who works in which unit (组织人员分配, ACC-002)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.identity.models import StaffAssignment, User
from danshu.identity.operations.create_user import user_label
from danshu.identity.permissions import STAFF_ASSIGN
from danshu.identity.rules.fields import check_fields
from danshu.identity.store import end_assignment_row, locked_user, place_in_unit, require_unit, write
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.constraints import explain
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, NotFound
from danshu.kit.operation import operation


class AlreadyAssigned(DomainError):
    """The person works in this unit already."""

    code, status = "already_assigned", 422
    message = gettext_lazy("此人已在该组织任职")
    way_out = gettext_lazy("先结束原来的分配，或修改它")

    def __init__(self) -> None:
        super().__init__(field="unit_id")


class MainUnitNeeded(DomainError):
    """The only main unit of a person cannot end while he has others."""

    code, status = "main_unit_needed", 409
    message = gettext_lazy("这是此人的主要组织，他还有其他分配")
    way_out = gettext_lazy("先把另一个组织设为主要组织")


explain("assignment_unique", AlreadyAssigned)


@operation("identity.assign_staff", permission=STAFF_ASSIGN, label=("分配人员", "Assign staff"))
def assign_staff(
    *,
    user_id: int,
    unit_id: int,
    position: str = "",
    is_main: bool,
    from_date: date | None = None,
    to_date: date | None = None,
    actor: Actor,
    at: datetime,
) -> StaffAssignment:
    """Let a person work in a unit, as the main one or beside it, from a day to a day (both included).

    A new main unit replaces the former one from this day on. Raises NotFound, NoSuchChoice, AlreadyAssigned,
    FieldErrors (dates; a main unit starts today and has no end).
    """
    user = locked_user(user_id, actor=actor, permission=STAFF_ASSIGN)
    require_unit(unit_id, actor=actor, permission=STAFF_ASSIGN)
    check_fields(StaffAssignment, {"position": position})
    today = business_date(at)
    _check_dates(from_date, to_date, is_main=is_main, today=today)
    has_main = user.assignments.filter(to_date=None, is_main=True).exists()
    if is_main or (not has_main and to_date is None):
        place_in_unit(user, unit_id, on=today, position=position)
        write(user, {"unit_id": unit_id, "position": position}, actor=actor, at=at)
        made = user.assignments.get(unit_id=unit_id, to_date=None)
    else:
        made = StaffAssignment.objects.create(
            user=user, unit_id=unit_id, position=position, is_main=False, from_date=from_date or today, to_date=to_date
        )
    _note(user, ("", made.unit.name))
    return made


@operation("identity.end_assignment", permission=STAFF_ASSIGN, label=("结束分配", "End assignment"))
def end_assignment(*, assignment_id: int, actor: Actor, at: datetime) -> None:
    """End a person's work in a unit; yesterday was its last day. Raises NotFound, MainUnitNeeded."""
    found = StaffAssignment.objects.filter(pk=assignment_id).values_list("user_id", flat=True).first()
    user = locked_user(found or 0, actor=actor, permission=STAFF_ASSIGN)
    assignment = StaffAssignment.objects.select_related("unit").filter(pk=assignment_id).first()
    if assignment is None:
        raise NotFound
    today = business_date(at)
    if assignment.is_main and assignment.to_date is None:
        if user.assignments.filter(to_date=None).exclude(pk=assignment_id).exists():
            raise MainUnitNeeded
        write(user, {"unit_id": None}, actor=actor, at=at)
    end_assignment_row(assignment, last_day=today - timedelta(days=1))
    _note(user, (assignment.unit.name, ""))


def _check_dates(from_date: date | None, to_date: date | None, *, is_main: bool, today: date) -> None:
    if from_date and to_date and to_date < from_date:
        raise FieldErrors([FieldProblem("to_date", "before_start", _("结束日期不能早于开始日期"))])
    if is_main and (to_date or (from_date and from_date != today)):
        raise FieldErrors([FieldProblem("is_main", "main_from_today", _("主要组织从今天开始，没有结束日期"))])


def _note(user: User, change: tuple[str, str]) -> None:
    current_context().changed("identity.user", user.pk, label=user_label(user), changes={"unit": change})
