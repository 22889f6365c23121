"""What orders mean to their open change orders, and what the bin and the history need to know of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.amendments.lifecycle import AmendmentStatus
from danshu.amendments.loading import decide, open_amendment_of
from danshu.amendments.models import Amendment
from danshu.amendments.telling import page_of, tell_decided
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.events import consequence
from danshu.kit.sources import SourceLabel, source_labels
from danshu.recycling.registry import anchor, part
from danshu.sales.events import OrderCancelled, OrderReopened
from danshu.sales.loading import locked_orders


@consequence(OrderCancelled)
def lapse_with_the_order(event: OrderCancelled, *, actor: Actor, at: datetime) -> None:
    """A cancelled order has nothing left to change."""
    _lapse(event.aggregate.pk, _("订单已取消"), actor=actor, at=at)


@consequence(OrderReopened)
def lapse_while_reviewed(event: OrderReopened, *, actor: Actor, at: datetime) -> None:
    """An order back in review is changed by editing it."""
    _lapse(event.aggregate.pk, _("订单退回待审核"), actor=actor, at=at)


def _lapse(order_id: int, reason: str, *, actor: Actor, at: datetime) -> None:
    order = locked_orders([order_id])[order_id]
    amendment = open_amendment_of(order)
    if amendment is None:
        return
    decide(amendment, AmendmentStatus.WITHDRAWN, reason=reason, actor=actor, at=at)
    tell_decided(amendment, order, actor=actor, at=at)
    text = _("变更单 %(number)s 撤回") % {"number": amendment.number}
    current_context().effect("change_order", text, "warn")


def _labels(pks: Sequence[int]) -> dict[int, SourceLabel]:
    rows = Amendment.objects.filter(pk__in=pks).values_list("pk", "number")
    return {pk: SourceLabel(number, page_of(number)) for pk, number in rows}


source_labels("amendments.amendment", _labels)

# decided change orders are part of the order's history; while one is open nobody deletes under the reviewer's eyes
anchor("sales.order", "amendments.Amendment", via="order", what=gettext_lazy("待审的变更单"),
       where="t.status = 'proposed'")  # fmt: skip
part("sales.order", "amendments.Amendment", via="order")
