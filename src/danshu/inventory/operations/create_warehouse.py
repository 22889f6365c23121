"""Add a warehouse (INV-001)."""

from __future__ import annotations

from datetime import datetime

from danshu.inventory.models import Warehouse
from danshu.inventory.permissions import EDIT_WAREHOUSE
from danshu.inventory.rules import WarehouseValues, require_sound_warehouse
from danshu.inventory.settling import about_to_settle, become_default
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation


@operation("inventory.create_warehouse", permission=EDIT_WAREHOUSE, label=("新建仓库", "Create warehouse"))
def create_warehouse(*, values: WarehouseValues, actor: Actor, at: datetime) -> Warehouse:
    """Create a warehouse of a unit; the first one of a unit, or one marked so, is the unit's default.

    Raises FieldErrors naming every wrong field, WarehouseCodeTaken.
    """
    require_sound_warehouse(values, actor=actor)
    about_to_settle()
    warehouse = Warehouse(created_at=at, updated_at=at, updated_by_name=actor.name)
    for name, value in values.items():
        if name != "is_default":
            setattr(warehouse, name, value)
    warehouse.save(force_insert=True)
    is_first = not Warehouse.objects.filter(unit_id=warehouse.unit_id, is_default=True).exists()
    if is_first or values.get("is_default"):
        become_default(warehouse, actor=actor, at=at)
    changes = {name: (None, value) for name, value in values.items() if value}
    current_context().changed("inventory.warehouse", warehouse.pk, label=str(warehouse), changes=changes)
    return warehouse
