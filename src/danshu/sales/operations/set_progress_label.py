"""Say at which stage of handling an order is (ORD-013)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.sales.changing import change_order
from danshu.sales.labelling import labels_for
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order
from danshu.sales.models import Order
from danshu.sales.permissions import HANDLE_ORDER


@operation("sales.set_progress_label", permission=HANDLE_ORDER, label=("设置进度标签", "Set progress label"))
def set_progress_label(
    *,
    order_id: int,
    label_id: int | None,
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Set one of the labels bound to the order's status, or none; it goes when the status changes.

    Raises FieldErrors for a label of another status, NotFound, EditConflict, StaleState.
    """
    order = locked_order(order_id, actor=actor, permission=HANDLE_ORDER, version=version, seen_status=seen_status)
    if label_id is not None and label_id not in {pk for pk, _words in labels_for(order.status)}:
        text = _("这个标签不属于订单现在的状态「%(state)s」") % {"state": OrderStatus(order.status).label}
        raise FieldErrors([FieldProblem("label", "unknown", text)])
    change_order(order, {"progress_label_id": label_id}, actor=actor, at=at)
    return order
