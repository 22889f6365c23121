"""Close a warehouse for good (INV-001, COM-005)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.inventory.errors import DefaultMustBeValid, WarehouseHasStock
from danshu.inventory.events import WarehouseInvalidated
from danshu.inventory.loading import locked_warehouse
from danshu.inventory.models import StockBalance, Warehouse
from danshu.inventory.operations.edit_warehouse import WarehouseClosed
from danshu.inventory.permissions import INVALIDATE_WAREHOUSE
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.versions import touch


@operation(
    "inventory.invalidate_warehouse", permission=INVALIDATE_WAREHOUSE, label=("失效仓库", "Invalidate warehouse")
)
def invalidate_warehouse(
    *, warehouse_id: int, reason: str = "", version: int | None = None, actor: Actor, at: datetime
) -> Warehouse:
    """Withdraw an empty warehouse: orders are no longer served from it; old papers keep it.

    Raises NotFound, EditConflict, WarehouseClosed when it is invalid already, WarehouseHasStock (held by the database
    too, against goods that are just coming in), DefaultMustBeValid while others of its unit could be the default.
    """
    warehouse = locked_warehouse(warehouse_id, version=version, actor=actor, permission=INVALIDATE_WAREHOUSE)
    if not warehouse.is_valid:
        raise WarehouseClosed(name=warehouse.name)
    if StockBalance.objects.filter(warehouse=warehouse).exclude(on_hand=0, reserved=0).exists():
        raise WarehouseHasStock
    others = Warehouse.objects.filter(unit_id=warehouse.unit_id, is_valid=True).exclude(pk=warehouse.pk)
    if warehouse.is_default and others.exists():
        raise DefaultMustBeValid
    warehouse.is_valid = warehouse.is_default = False
    warehouse.save(update_fields=["is_valid", "is_default", *touch(warehouse, actor=actor, at=at)])
    context = current_context()
    context.effect("orders", _("不再从 %(name)s 分配订单；历史单据不变") % {"name": warehouse.name}, "info")
    context.changed(
        "inventory.warehouse", warehouse.pk, label=str(warehouse), changes={"is_valid": (True, False)}, reason=reason
    )
    publish(
        WarehouseInvalidated(
            aggregate=SourceRef("inventory.warehouse", warehouse.pk), version=warehouse.version, code=warehouse.code
        )
    )
    return warehouse
