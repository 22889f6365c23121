"""Correct what is on hand (INV-005)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.catalog.queries import order_items
from danshu.inventory.adjusting import KIND, name_effects, needs_review, post_adjustment, require_room
from danshu.inventory.errors import WarehouseInvalid
from danshu.inventory.lifecycle import AdjustmentStatus
from danshu.inventory.loading import warehouse_in_scope
from danshu.inventory.models import AdjustmentReason, StockAdjustment, StockBalance
from danshu.inventory.moving import lock_stocks
from danshu.inventory.numbers import ADJUSTMENT
from danshu.inventory.permissions import ADJUST_STOCK
from danshu.inventory.rules import difference_text
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.money import round_amount
from danshu.kit.operation import operation
from danshu.numbering.operations.next_numbers import next_numbers


@operation("inventory.adjust_stock", permission=ADJUST_STOCK, label=("库存调整", "Adjust stock"))
def adjust_stock(
    *,
    warehouse_id: int,
    item_id: int,
    reason: str,
    new_quantity: Decimal | None = None,
    difference: Decimal | None = None,
    remark: str = "",
    seen_quantity: Decimal | None = None,
    actor: Actor,
    at: datetime,
) -> StockAdjustment:
    """Write a difference with its reason; above `adjustment_review_quantity` it waits for another person's review.

    Either new_quantity (what was counted) or difference. seen_quantity: what was on hand on the page; when it differs
    meanwhile a counted quantity is refused, so that a sale in between is not undone. Raises FieldErrors, NotFound for a
    warehouse out of scope, WarehouseInvalid for adding to an invalid one, BelowReserved naming the blocking orders.
    """
    warehouse = warehouse_in_scope(warehouse_id, actor=actor, permission=ADJUST_STOCK)
    item = order_items([item_id]).get(item_id)
    if item is None or not item.is_stock_managed:
        raise NotFound(field="item")
    lock_stocks([(warehouse_id, item_id)])
    stock = StockBalance.objects.filter(warehouse_id=warehouse_id, item_id=item_id).first()
    on_hand = stock.on_hand if stock else Decimal(0)
    _require_input(reason, remark, new_quantity, difference, seen_quantity, on_hand)
    change = difference if difference is not None else (new_quantity or Decimal(0)) - on_hand
    if text := difference_text(change, item):
        raise FieldErrors([FieldProblem("quantity", "quantity", text)])
    if change > 0 and not warehouse.is_valid:
        raise WarehouseInvalid(field="warehouse")
    require_room(stock, change)
    price = item.purchase_price if item.purchase_price is not None else item.sale_price
    worth = round_amount(abs(change) * price)
    waits = needs_review(change, worth)
    adjustment = StockAdjustment(
        warehouse=warehouse, item_id=item_id, quantity_before=on_hand, difference=change, value=worth, reason=reason,
        remark=remark.strip(), status=AdjustmentStatus.PENDING if waits else AdjustmentStatus.POSTED,
        posted_at=None if waits else at, created_by_id=actor.user_id, created_by_name=actor.name, created_at=at,
        updated_at=at, updated_by_name=actor.name, number=next_numbers(ADJUSTMENT, count=1, at=at)[0],
    )  # fmt: skip
    adjustment.save(force_insert=True)
    current_context().changed(
        KIND, adjustment.pk, label=adjustment.number,
        changes={"quantity": (on_hand, on_hand + change), "status": (None, adjustment.status)}, reason=remark,
    )  # fmt: skip
    if not waits:
        post_adjustment(adjustment, actor=actor, at=at)
    name_effects(adjustment, waits=waits)
    return adjustment


def _require_input(
    reason: str,
    remark: str,
    new_quantity: Decimal | None,
    difference: Decimal | None,
    seen_quantity: Decimal | None,
    on_hand: Decimal,
) -> None:
    problems = []
    if reason not in AdjustmentReason.values:
        problems.append(FieldProblem("reason", "required", _("请选择调整原因")))
    if len(remark) > 500:
        problems.append(FieldProblem("remark", "too_long", _("最多 %(limit)s 个字") % {"limit": 500}))
    if (new_quantity is None) == (difference is None):
        problems.append(FieldProblem("quantity", "required", _("请填写调整后的数量，或者增减数量，只填一个")))
    elif new_quantity is not None and seen_quantity is not None and seen_quantity != on_hand:
        text = _("现存数量已经变为 %(now)s（页面上是 %(seen)s），请重新核对后再填") % {
            "now": f"{on_hand.normalize():f}",
            "seen": f"{seen_quantity.normalize():f}",
        }
        problems.append(FieldProblem("quantity", "stale", text))
    if problems:
        raise FieldErrors(problems)
