"""Set what people decide about a stock: limits, location, remark (INV-004, INV-009)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.inventory.loading import locked_balance
from danshu.inventory.models import StockBalance
from danshu.inventory.permissions import EDIT_STOCK
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.kit.quantities import MAX_QUANTITY
from danshu.kit.versions import touch


@operation("inventory.set_stock_limits", permission=EDIT_STOCK, label=("设置库存上下限", "Set stock limits"))
def set_stock_limits(
    *,
    balance_id: int,
    version: int | None,
    low_threshold: Decimal | None = None,
    high_threshold: Decimal | None = None,
    location: str = "",
    remark: str = "",
    actor: Actor,
    at: datetime,
) -> StockBalance:
    """Set the limits below and above which to warn, the location and the remark; quantities change by moves only.

    Raises NotFound, EditConflict, FieldErrors. Nothing is written when nothing differs.
    """
    stock = locked_balance(balance_id, version=version, actor=actor, permission=EDIT_STOCK)
    _require_sound(low_threshold, high_threshold, location, remark)
    given = {
        "low_threshold": low_threshold, "high_threshold": high_threshold, "location": location.strip(),
        "remark": remark.strip(),
    }  # fmt: skip
    changes = {name: (old, new) for name, new in given.items() if (old := getattr(stock, name)) != new}
    if changes:
        for name, (_old, new) in changes.items():
            setattr(stock, name, new)
        stock.save(update_fields=[*changes, *touch(stock, actor=actor, at=at)])
        label = f"{stock.item} · {stock.warehouse}"
        current_context().changed("inventory.stock", stock.pk, label=label, changes=changes)
    return stock


def _require_sound(low: Decimal | None, high: Decimal | None, location: str, remark: str) -> None:
    problems = [
        FieldProblem(name, "range", _("应在 0 到 %(limit)s 之间") % {"limit": f"{MAX_QUANTITY:,}"})
        for name, limit in (("low_threshold", low), ("high_threshold", high))
        if limit is not None and not (limit.is_finite() and 0 <= limit <= MAX_QUANTITY)
    ]
    if low is not None and high is not None and not problems and high <= low:
        problems.append(FieldProblem("high_threshold", "order", _("上限应大于下限 %(low)s") % {"low": low}))
    if len(location) > 50:
        problems.append(FieldProblem("location", "too_long", _("最多 %(limit)s 个字") % {"limit": 50}))
    if len(remark) > 500:
        problems.append(FieldProblem("remark", "too_long", _("最多 %(limit)s 个字") % {"limit": 500}))
    if problems:
        raise FieldErrors(problems)
