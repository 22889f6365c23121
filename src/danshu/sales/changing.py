"""Saves changed fields of an order and notes them in the trail, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.custom_fields.taking import changes_between
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.versions import touch
from danshu.sales.lifecycle import ORDER_LIFECYCLE
from danshu.sales.models import Order
from danshu.sales.sight import in_words


def change_order(
    order: Order, values: Mapping[str, Any], *, actor: Actor, at: datetime, action: str = "", reason: str = "",
    status: str | None = None, extra: Mapping[str, tuple[Any, Any]] | None = None,
) -> bool:  # fmt: skip
    """Set fields (and move the status along the life cycle), save only those, raise the version, note old and new.

    The caller holds the lock. `extra` adds changes of the lines to the same history entry. Raises
    IllegalTransition, also for a status the order is in already: a decision is made once. Returns False when nothing differed.
    """
    if status is not None and order.progress_label_id is not None:
        values = {"progress_label_id": None, **values}  # it belongs to the status that ends here
    before = {name: getattr(order, name) for name in values}
    changes: dict[str, tuple[Any, Any]] = {n: (before[n], v) for n, v in values.items() if before[n] != v}
    if status is not None:
        changes["status"] = (order.status, str(status))
        ORDER_LIFECYCLE.move(order, status)
    shown = {**changes, **(extra or {})}
    if not shown:
        return False
    for name in values:
        setattr(order, name, values[name])
    order.save(update_fields=[*changes, *touch(order, actor=actor, at=at)])
    visible = {name: pair for name, pair in shown.items() if name not in HIDDEN}
    current_context().changed(
        "sales.order", order.pk, label=order.number, changes=_in_words(visible), reason=reason, action=action
    )
    return True


def _in_words(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """Custom fields each for itself, under their titles."""
    words = in_words(changes)
    if "custom" in words:
        words |= changes_between("sales.order", *words.pop("custom"))
    return words


# times of decisions are the audit entry's own time; tokens are no business of readers
HIDDEN = frozenset({"submitted_at", "approved_at", "started_at", "shipped_at", "signed_at", "completed_at",
                    "cancelled_at", "voided_at", "search_tokens", "approved_by_id", "line_count",
                    "content_changed_by_ids"})  # fmt: skip
