"""Change a warehouse (INV-001)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from danshu.inventory.loading import locked_warehouse
from danshu.inventory.models import StockBalance, Warehouse
from danshu.inventory.permissions import EDIT_WAREHOUSE
from danshu.inventory.rules import WarehouseValues, require_sound_warehouse
from danshu.inventory.settling import about_to_settle, become_default
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError
from danshu.kit.operation import operation
from danshu.kit.versions import touch


class WarehouseClosed(DomainError):
    """An invalid warehouse can only be viewed (COM-005)."""

    code = "warehouse_closed"
    message = _("仓库 %(name)s 已失效，只能查看")
    way_out = _("需要时新建一个仓库")


class UnitFixed(DomainError):
    """A warehouse with stock stays with its unit: moving it would move who sees and owns the goods."""

    code = "warehouse_unit_fixed"
    message = _("仓库里有库存，不能改到另一个组织")
    way_out = _("先把库存调出，或为那个组织新建仓库")


@operation("inventory.edit_warehouse", permission=EDIT_WAREHOUSE, label=("修改仓库", "Edit warehouse"))
def edit_warehouse(
    *, warehouse_id: int, version: int | None, values: WarehouseValues, actor: Actor, at: datetime
) -> Warehouse:
    """Change some fields of a warehouse; making it the default takes that from the unit's other one.

    Raises NotFound, EditConflict, WarehouseClosed, UnitFixed, FieldErrors, WarehouseCodeTaken. Nothing is written when
    nothing differs. A default is given up only by naming another one.
    """
    if values.get("is_default"):
        about_to_settle()
    warehouse = locked_warehouse(warehouse_id, version=version, actor=actor, permission=EDIT_WAREHOUSE)
    if not warehouse.is_valid:
        raise WarehouseClosed(name=warehouse.name)
    require_sound_warehouse(values, actor=actor, current=warehouse)
    changes = {name: (old, new) for name, new in values.items() if (old := getattr(warehouse, name)) != new}
    if warehouse.is_default:
        changes.pop("is_default", None)
    if not changes:
        return warehouse
    if "unit_id" in changes:
        _require_empty(warehouse)
        warehouse.is_default = False
    for name, (_old, new) in changes.items():
        if name != "is_default":
            setattr(warehouse, name, new)
    warehouse.save(update_fields=[*{*changes, "is_default"}, *touch(warehouse, actor=actor, at=at)])
    if "is_default" in changes:
        become_default(warehouse, actor=actor, at=at)
    current_context().changed("inventory.warehouse", warehouse.pk, label=str(warehouse), changes=changes)
    return warehouse


def _require_empty(warehouse: Warehouse) -> None:
    stocks = StockBalance.objects.filter(warehouse=warehouse)
    if stocks.exclude(on_hand=0, reserved=0).exists():
        raise UnitFixed(field="unit_id")
