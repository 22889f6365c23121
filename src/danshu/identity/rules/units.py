"""The shape of the tree, and what keeps a unit from being withdrawn (ACC-002)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.identity.models import StaffAssignment, Unit, User
from danshu.identity.traces import Trace
from danshu.kit.clock import business_date
from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError
from danshu.kit.words import counted

BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM identity_unit WHERE parent_id = %(top)s
    UNION SELECT u.id FROM identity_unit u JOIN below b ON u.parent_id = b.id
) SELECT EXISTS (SELECT 1 FROM below WHERE id = %(unit)s)
"""


class UnitLoop(DomainError):
    """A unit would lie below itself."""

    code, status = "unit_loop", 422
    message = gettext_lazy("上级不能是本组织或它的下级")
    way_out = gettext_lazy("选择其他上级，或先把下级移走")

    def __init__(self) -> None:
        super().__init__(field="parent_id")


class InvalidatedUnit(DomainError):
    """Invalidated data can only be viewed (COM-005)."""

    code = "invalidated"
    message = gettext_lazy("已失效的数据只能查看")
    way_out = gettext_lazy("需要时新建一个同名的组织")


class UnitCodeTaken(DomainError):
    """Another unit has this code."""

    code, status = "unit_code_taken", 422
    message = gettext_lazy("组织编码已被使用")
    way_out = gettext_lazy("换一个编码")

    def __init__(self) -> None:
        super().__init__(field="code")


class UnitNameTaken(DomainError):
    """Another valid unit below the same parent has this name."""

    code, status = "unit_name_taken", 422
    message = gettext_lazy("同一上级下已有这个名称的组织")
    way_out = gettext_lazy("换一个名称")

    def __init__(self) -> None:
        super().__init__(field="name")


class UnitInUse(DomainError):
    """A unit that records point at."""

    code = "unit_in_use"
    message = gettext_lazy("%(name)s 已被使用，不能删除：%(uses)s")
    way_out = gettext_lazy("把这些记录移到其他组织后，改为失效")

    def __init__(self, name: str, traces: Sequence[Trace]) -> None:
        super().__init__(name=name, uses=counted((trace.label, trace.count) for trace in traces))


@dataclass(frozen=True, slots=True)
class Blocker:
    """So many records of one kind that must be moved first."""

    label: str
    count: int


class UnitBlocked(DomainError):
    """A unit that people work in or that open business belongs to."""

    code = "unit_blocked"
    message = gettext_lazy("%(name)s 还不能失效：%(blockers)s")
    way_out = gettext_lazy("把这些记录移到其他组织后再失效")

    def __init__(self, name: str, blockers: Sequence[Blocker]) -> None:
        self.blockers = tuple(blockers)
        super().__init__(name=name, blockers=counted((b.label, b.count) for b in blockers))


explain("identity_unit_code_key", UnitCodeTaken)
explain("unit_name_unique", UnitNameTaken)
explain("unit_not_own_parent", UnitLoop)

Count = Callable[[int], int]
_BLOCKERS: dict[str, tuple[str | Promise, Count]] = {}


def blocks_invalidation(kind: str, label: str | Promise, count: Count) -> None:
    """Let an upper module keep a unit in use: count(unit_id) are its customers, open orders, warehouses.

    Raises ValueError for a kind registered twice.
    """
    if kind in _BLOCKERS:
        raise ValueError(f"registered twice: {kind}")
    _BLOCKERS[kind] = (label, count)


def blockers_of(unit_id: int, *, at: datetime) -> list[Blocker]:
    """Everything that keeps a unit from being withdrawn."""
    today = business_date(at)
    working = StaffAssignment.objects.filter(Q(to_date=None) | Q(to_date__gte=today), unit_id=unit_id)
    people = set(working.filter(user__is_active=True).values_list("user_id", flat=True))
    people |= set(User.objects.filter(unit_id=unit_id, is_active=True).values_list("pk", flat=True))
    counts = [
        (_("下级组织"), Unit.objects.filter(parent_id=unit_id, is_valid=True).count()),
        (_("在职人员"), len(people)),
    ]
    counts += [(str(label), count(unit_id)) for label, count in _BLOCKERS.values()]
    return [Blocker(label, count) for label, count in counts if count]


def is_below(unit_id: int, top_id: int) -> bool:
    """True when the unit lies anywhere below the other one."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, {"top": top_id, "unit": unit_id})
        row = cursor.fetchone()
    return bool(row and row[0])
