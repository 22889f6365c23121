"""Move the reservation of an order's open lines to another warehouse (FUL-001)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.fulfilment.permissions import ALLOCATE
from danshu.fulfilment.queries import movable_lines
from danshu.inventory.errors import plain
from danshu.inventory.queries import warehouse_names, warehouses_for
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, IllegalTransition
from danshu.kit.operation import operation
from danshu.sales.changing import change_order
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order
from danshu.sales.reallocation import move_claims
from danshu.sales.records import Order, OrderLine


class NothingToMove(DomainError):
    """Everything is packed or out already."""

    code = "nothing_to_reallocate"
    message = gettext_lazy("订单 %(number)s 的商品已经打包或发出，不能改派仓库")
    way_out = gettext_lazy("还没有交运的发货单先删除或冲销，再改派")


@operation("fulfilment.reallocate_order", permission=ALLOCATE, label=("改派仓库", "Reallocate order"))
def reallocate_order(
    *,
    order_id: int,
    warehouse_id: int,
    reason: str,
    line_ids: Sequence[int] | None = None,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Reserve lines (all that are neither packed nor out, or those of `line_ids`) in another warehouse instead.

    Drafts that were waiting to be picked lose these lines. Raises FieldErrors (reason, warehouse, lines),
    IllegalTransition unless approved or in progress, NothingToMove, StockShort, EditConflict, NotFound.
    """
    order = locked_order(order_id, actor=actor, permission=ALLOCATE, version=version)
    problems = []
    if not reason.strip():
        problems.append(FieldProblem("reason", "required", _("请写明改派原因")))
    if warehouse_id not in {w.id for w in warehouses_for(None)}:
        problems.append(FieldProblem("warehouse", "unknown", _("仓库不存在或已停用")))
    if problems:
        raise FieldErrors(problems)
    if order.status not in (OrderStatus.APPROVED, OrderStatus.IN_PROGRESS):
        raise IllegalTransition(label=order.number, state=OrderStatus(order.status).label, target=_("改派仓库"))
    moving = _chosen(order, warehouse_id, line_ids)
    before = {f"line.{x.position}.warehouse_id": (x.warehouse_id, warehouse_id) for x in moving}
    _name_effects(moving, warehouse_id)
    move_claims(order, moving, warehouse_id, actor=actor, at=at)
    change_order(order, {}, actor=actor, at=at, reason=reason.strip(), extra=before)
    return order


def _chosen(order: Order, warehouse_id: int, line_ids: Sequence[int] | None) -> list[OrderLine]:
    movable = movable_lines(order)
    if not movable:
        raise NothingToMove(number=order.number)
    if line_ids is not None and not set(line_ids) <= {line.pk for line in movable}:
        raise FieldErrors([FieldProblem("lines", "unknown", _("所选商品已经打包或发出，或不在这张订单上"))])
    wanted = movable if line_ids is None else [line for line in movable if line.pk in line_ids]
    moving = [line for line in wanted if line.warehouse_id != warehouse_id]
    if not moving:
        raise FieldErrors([FieldProblem("warehouse", "same", _("所选商品已经在这个仓库"))])
    return moving


def _name_effects(lines: Sequence[OrderLine], warehouse_id: int) -> None:
    names = warehouse_names([warehouse_id, *(line.warehouse_id for line in lines if line.warehouse_id)])
    for line in lines:
        facts = {
            "code": line.item_code, "quantity": plain(line.quantity), "unit": line.unit_name,
            "old": names.get(line.warehouse_id or 0, "—"), "new": names[warehouse_id],
        }  # fmt: skip
        text = _("%(code)s %(quantity)s %(unit)s：占用从 %(old)s 移到 %(new)s") % facts
        current_context().effect("stock", text, "info")
