"""Saves changed fields of a shipping note and notes them in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from danshu.fulfilment.lifecycle import SHIPMENT_LIFECYCLE
from danshu.fulfilment.models import Shipment
from danshu.inventory.errors import plain
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.versions import touch


def change_shipment(
    shipment: Shipment, values: Mapping[str, Any], *, actor: Actor, at: datetime, reason: str = "",
    status: str | None = None, extra: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:  # fmt: skip
    """Set fields and move the status; the caller holds the lock. Raises IllegalTransition."""
    changes: dict[str, tuple[Any, Any]] = {
        name: (getattr(shipment, name), new) for name, new in values.items() if getattr(shipment, name) != new
    }
    if status is not None:
        changes["status"] = (shipment.status, str(status))
        SHIPMENT_LIFECYCLE.move(shipment, status)
    for name, new in values.items():
        setattr(shipment, name, new)
    shipment.save(update_fields=[*changes, *touch(shipment, actor=actor, at=at)])
    shown = {name: (told(old), told(new)) for name, (old, new) in {**changes, **(extra or {})}.items()}
    visible = {name: pair for name, pair in shown.items() if name not in HIDDEN}
    current_context().changed("fulfilment.shipment", shipment.pk, label=shipment.number, changes=visible, reason=reason)


# times of steps are the audit entry's own time
HIDDEN = frozenset({"confirmed_at", "handed_over_at", "signed_at", "reversed_at"})


def told(value: Any) -> Any:
    """A value as the history shows it: quantities without their empty decimals."""
    return plain(value) if isinstance(value, Decimal) else value
