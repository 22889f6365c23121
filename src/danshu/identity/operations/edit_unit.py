"""Maintaining the tree of the organisation (ACC-002)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from danshu.identity.events import UnitInvalidated
from danshu.identity.models import Unit
from danshu.identity.permissions import UNIT_EDIT, UNIT_INVALIDATE
from danshu.identity.rules.fields import check_fields
from danshu.identity.rules.units import (
    InvalidatedUnit,
    UnitBlocked,
    UnitInUse,
    UnitLoop,
    blockers_of,
    is_below,
)
from danshu.identity.store import locked_unit, require_colleague, require_unit, write
from danshu.identity.traces import traces_of_unit
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import Forbidden
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.permissions import label_of
from danshu.kit.refs import SourceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitData:
    """What is entered about a unit."""

    code: str
    name: str
    type: str
    parent_id: int | None = None
    head_id: int | None = None
    phone: str = ""
    address: str = ""
    office_location: str = ""


@operation("identity.create_unit", permission=UNIT_EDIT, label=("添加组织", "Add unit"))
def create_unit(*, data: UnitData, actor: Actor, at: datetime) -> Unit:
    """Add a unit below another one, or a new top (only with the scope "all").

    Raises FieldErrors, NoSuchChoice, UnitCodeTaken, UnitNameTaken (among the valid ones below the same parent).
    """
    _check(data, actor)
    unit = Unit.objects.create(created_at=at, updated_at=at, updated_by_name=actor.name, **asdict(data))
    current_context().changed("identity.unit", unit.pk, label=unit.name, changes={"name": ("", unit.name)})
    return unit


@operation("identity.edit_unit", permission=UNIT_EDIT, label=("修改组织", "Edit unit"))
def edit_unit(*, unit_id: int, seen_version: int | None, data: UnitData, actor: Actor, at: datetime) -> Unit:
    """Change or move a unit. Raises UnitLoop below itself, InvalidatedUnit, and what create_unit raises."""
    lock_slot("identity.units")  # two moves at once could close a loop that neither of them sees
    unit = locked_unit(unit_id, actor=actor, permission=UNIT_EDIT, seen=seen_version)
    if not unit.is_valid:
        raise InvalidatedUnit
    if data.parent_id is not None and (data.parent_id == unit.pk or is_below(data.parent_id, unit.pk)):
        raise UnitLoop
    _check(data, actor, unit)
    changes = write(unit, asdict(data), actor=actor, at=at)
    current_context().changed("identity.unit", unit.pk, label=unit.name, changes=changes)
    return unit


@operation("identity.invalidate_unit", permission=UNIT_INVALIDATE, label=("失效组织", "Invalidate unit"))
def invalidate_unit(*, unit_id: int, reason: str = "", actor: Actor, at: datetime) -> Unit:
    """Withdraw a unit that nobody works in and nothing open belongs to; it keeps showing in old records.

    Raises NotFound, InvalidatedUnit, UnitBlocked listing sub-units, staff, customers and open orders that block.
    """
    lock_slot("identity.units")
    unit = locked_unit(unit_id, actor=actor, permission=UNIT_INVALIDATE)
    if not unit.is_valid:
        raise InvalidatedUnit
    if blockers := blockers_of(unit.pk, at=at):
        raise UnitBlocked(unit.name, blockers)
    changes = write(unit, {"is_valid": False}, actor=actor, at=at)
    current_context().changed("identity.unit", unit.pk, label=unit.name, changes=changes, reason=reason)
    publish(UnitInvalidated(aggregate=SourceRef("identity.unit", unit.pk), version=unit.version, unit_id=unit.pk))
    return unit


@operation("identity.delete_unit", permission=UNIT_INVALIDATE, label=("删除组织", "Delete unit"))
def delete_unit(*, unit_id: int, actor: Actor, at: datetime) -> None:
    """Delete a unit that was never used. Raises NotFound, UnitInUse naming where it is used."""
    lock_slot("identity.units")
    unit = locked_unit(unit_id, actor=actor, permission=UNIT_INVALIDATE)
    if traces := traces_of_unit(unit.pk):
        raise UnitInUse(unit.name, traces)
    current_context().changed("identity.unit", unit.pk, label=unit.name)
    unit.delete()


def _check(data: UnitData, actor: Actor, unit: Unit | None = None) -> None:
    values = asdict(data)
    check_fields(Unit, {name: value for name, value in values.items() if name not in ("parent_id", "head_id")})
    if data.parent_id is None and (unit is None or unit.parent_id is not None):
        if not actor.scope(UNIT_EDIT).everything:
            raise Forbidden(function=label_of(UNIT_EDIT), code=UNIT_EDIT)
    elif unit is None or data.parent_id != unit.parent_id:
        require_unit(data.parent_id, actor=actor, permission=UNIT_EDIT, field="parent_id")
    if unit is None or data.head_id != unit.head_id:
        require_colleague(data.head_id, field="head_id")
