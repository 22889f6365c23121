"""One default warehouse per unit."""

from __future__ import annotations

from datetime import datetime

from danshu.inventory.models import Warehouse
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.locks import lock_slot
from danshu.kit.versions import touch


def about_to_settle() -> None:
    """Let one operation at a time change defaults; call it before any warehouse is locked (CC-2)."""
    lock_slot("inventory.default_warehouse")


def become_default(warehouse: Warehouse, *, actor: Actor, at: datetime) -> None:
    """Make this the default of its unit; whichever was so before no longer is, and its history says why."""
    for other in Warehouse.objects.filter(unit_id=warehouse.unit_id, is_default=True).exclude(pk=warehouse.pk):
        other.is_default = False
        other.save(update_fields=["is_default", *touch(other, actor=actor, at=at)])
        current_context().changed(
            "inventory.warehouse", other.pk, label=str(other), changes={"is_default": (True, False)}
        )
    warehouse.is_default = True
    warehouse.save(update_fields=["is_default"])
