"""What the operations on adjustments share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.holds.queries import live_claims
from danshu.inventory.claims import STOCK
from danshu.inventory.errors import plain
from danshu.inventory.events import StockAdjusted
from danshu.inventory.lifecycle import ADJUSTMENT_LIFECYCLE
from danshu.inventory.models import Place, StockAdjustment, StockBalance
from danshu.inventory.moving import enter_moves, into, out_of
from danshu.inventory.permissions import REVIEW_ADJUSTMENT
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError, Forbidden
from danshu.kit.permissions import label_of
from danshu.kit.refs import SourceRef
from danshu.kit.sources import describe_sources
from danshu.kit.versions import touch
from danshu.parameters.queries import value

KIND = "inventory.adjustment"
NAMED = 5


class BelowReserved(DomainError):
    """An adjustment leaves at least what is reserved, and never less than nothing (INV-005)."""

    code = "adjustment_below_reserved"
    message = gettext_lazy("调整后为 %(after)s，少于%(least)s")
    way_out = gettext_lazy("先释放或改派这些占用，再调整；数量不能小于 0")


class OwnAdjustment(Forbidden):
    """Whoever entered an adjustment does not review it (INV-A1)."""

    code = "own_adjustment"
    message = gettext_lazy("%(number)s 是你自己提交的，不能自己审核")
    way_out = gettext_lazy("请另一位有审核权限的同事处理")


def require_room(stock: StockBalance | None, difference: Decimal) -> None:
    """Refuse what would leave less than is reserved, or less than nothing, naming the blocking documents."""
    on_hand, reserved = (stock.on_hand, stock.reserved) if stock else (Decimal(0), Decimal(0))
    after = on_hand + difference
    if difference > 0 or (after >= reserved and after >= 0) or (stock and stock.may_be_negative):
        return
    least = " 0"
    if stock and reserved:
        least = _("已占用的 %(reserved)s%(holders)s") % {"reserved": plain(reserved), "holders": _holders(stock)}
    raise BelowReserved(field="quantity", after=plain(after), least=least)


def _holders(stock: StockBalance) -> str:
    claims = live_claims(STOCK, [stock.pk])
    labels = describe_sources([claim.source for claim in claims[:NAMED]])
    names = [f"{labels[claim.source].text} {plain(claim.open)}" for claim in claims[:NAMED]]
    more = _("等 %(count)s 处") % {"count": len(claims)} if len(claims) > NAMED else ""
    return _("（%(names)s%(more)s）") % {"names": _join(names), "more": more}


def _join(names: Sequence[str]) -> str:
    return str(_("、")).join(names)


def needs_review(difference: Decimal, worth: Decimal | None) -> bool:
    """True above the quantity or the value from which a second person looks at it (adjustment_review_quantity)."""
    limits = value("adjustment_review_quantity")
    return bool(abs(difference) > limits["quantity"] or (worth or Decimal(0)) > limits["amount"])


def post_adjustment(adjustment: StockAdjustment, *, actor: Actor, at: datetime) -> None:
    """Enter the move of an adjustment. Raises StockShort when what it takes away is reserved or gone."""
    build = into if adjustment.difference > 0 else out_of
    move = build(
        adjustment.warehouse_id,
        adjustment.item_id,
        abs(adjustment.difference),
        Place.ADJUSTMENT,
        remark=adjustment.remark[:200],
    )
    enter_moves(
        [move],
        document=SourceRef(KIND, adjustment.pk),
        label=adjustment.number,
        actor=actor,
        at=at,
        reason=adjustment.reason,
    )
    publish(
        StockAdjusted(
            aggregate=SourceRef(KIND, adjustment.pk),
            version=adjustment.version,
            number=adjustment.number,
            warehouse_id=adjustment.warehouse_id,
            item_id=adjustment.item_id,
            difference=adjustment.difference,
            reason=adjustment.reason,
        )
    )


def decide(
    adjustment: StockAdjustment, status: str, changes: Mapping[str, Any], *, actor: Actor, at: datetime, note: str = ""
) -> None:
    """Take the step that ends the review, save it and note it. Raises IllegalTransition."""
    before = adjustment.status
    ADJUSTMENT_LIFECYCLE.move(adjustment, status)
    for name, new in changes.items():
        setattr(adjustment, name, new)
    adjustment.save(update_fields=["status", *changes, *touch(adjustment, actor=actor, at=at)])
    current_context().changed(
        KIND, adjustment.pk, label=adjustment.number, changes={"status": (before, adjustment.status)}, reason=note
    )


def require_other_person(adjustment: StockAdjustment, actor: Actor) -> None:
    """Refuse whoever entered the adjustment."""
    if adjustment.created_by_id is not None and adjustment.created_by_id == actor.user_id:
        raise OwnAdjustment(number=adjustment.number, function=label_of(REVIEW_ADJUSTMENT))


def reviewed_by(actor: Actor, at: datetime, note: str) -> dict[str, Any]:
    """Who decided, when and why."""
    return {
        "reviewed_by_id": actor.user_id,
        "reviewed_by_name": actor.name,
        "reviewed_at": at,
        "review_note": note.strip()[:500],
    }


def name_effects(adjustment: StockAdjustment, *, waits: bool) -> None:
    """Say what the adjustment does, for the impact dialog."""
    context = current_context()
    after = adjustment.quantity_before + adjustment.difference
    facts = {
        "warehouse": adjustment.warehouse.name,
        "item": str(adjustment.item),
        "before": plain(adjustment.quantity_before),
        "after": plain(after),
        "n": f"{adjustment.difference:+f}",
    }
    context.effect("stock", _("%(warehouse)s：%(item)s 现存 %(before)s → %(after)s") % facts, "info")
    if waits:
        context.effect("review", _("超过调整审核限额，先由另一位同事审核，审核通过后才改变库存"), "warn")
    if adjustment.value:
        context.effect("value", _("库存金额变动约 %(value)s 元") % {"value": f"{adjustment.value:,.2f}"}, "info")
