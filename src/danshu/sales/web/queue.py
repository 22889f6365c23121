"""The left pane of the review queue: what waits, and why an order needs a look (ORD-019)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.inventory.queries import availability, warehouses_for
from danshu.kit.clock import business_date
from danshu.kit.money import ZERO
from danshu.kit.words import with_count
from danshu.sales.lifecycle import PaymentState
from danshu.sales.models import Order
from danshu.sales.review_desk import SOON, Claim, claims, deadlines
from danshu.sales.review_queries import QueueFacts, is_urgent, queue_facts, repeated_orders
from danshu.sales.web.findings import Mark
from danshu.ui.formats import deadline_text


@dataclass(frozen=True, slots=True)
class Waiting:
    """One order of the queue."""

    order: Order
    marks: Sequence[Mark]
    waited: str
    due: datetime
    is_late: bool
    is_soon: bool
    claim: Claim | None = None

    @property
    def needs_a_look(self) -> bool:
        """True when something may stop it, or is urgent; what is usual only stands there."""
        return any(mark.tone in ("warn", "bad") for mark in self.marks)


def queue(orders: Sequence[Order], at: datetime) -> list[Waiting]:
    """The orders with their marks, in six queries and one for each unit, whatever their number."""
    keys = [order.pk for order in orders]
    due = deadlines({order.pk: order.submitted_at or at for order in orders}, at)
    claimed = claims(keys, at)
    facts, repeated = queue_facts(keys), repeated_orders(keys)
    items = sorted({item for found in facts.values() for item, _quantity in found.needs})
    stock = availability(items) if items else {}
    serving = {unit: [house.id for house in warehouses_for(unit)] for unit in {order.unit_id for order in orders}}

    def most(order: Order, item: int) -> Decimal:
        """What the fullest of the warehouses that serve the order has: a line leaves from one."""
        houses = [order.warehouse_id] if order.warehouse_id else serving[order.unit_id]
        return max((stock[house, item].available for house in houses if (house, item) in stock), default=ZERO)

    made = []
    for order in orders:
        seen = facts.get(order.pk, QueueFacts())
        short = any(most(order, item) < quantity for item, quantity in seen.needs)
        age = at - (order.submitted_at or at)
        marks = _marks(order, seen, at, short=short, repeated=order.pk in repeated)
        until = due[order.pk]
        late, soon = until < at, at <= until < at + SOON
        made.append(Waiting(order, marks, waited(age), until, late, soon, claimed.get(order.pk)))
    return made


def _marks(order: Order, seen: QueueFacts, at: datetime, *, short: bool, repeated: bool) -> list[Mark]:
    marks = []
    if is_urgent(order, business_date(at)):
        why = _("客户要求 %(date)s 送达") % {"date": deadline_text(order.wanted_date)}
        marks.append(Mark(_("加急"), "warn", why))
    if order.supervision_state == "pending":
        marks.append(Mark(_("待主管"), "bad"))
    if short:
        marks.append(Mark(_("缺货"), "bad"))
    if order.open_exceptions:
        marks.append(Mark(_("有异常"), "bad"))
    if seen.repriced:
        marks.append(Mark(with_count("改价 %(count)s 行") % {"count": seen.repriced}, "warn"))
    if seen.discounted:
        # within what the role may give it is everyday business; above it the order waits for the supervisor
        marks.append(Mark(_("打折 %(count)s 行") % {"count": seen.discounted}, "neutral"))
    if order.order_discount:
        marks.append(Mark(_("整单优惠"), "warn"))
    if repeated:
        marks.append(Mark(_("疑似重复"), "warn"))
    if order.payment_state == PaymentState.PAID:
        marks.append(Mark(_("已付款"), "ok"))
    return marks


def waited(age: timedelta) -> str:
    """How long an order has been waiting, in the largest unit that says something."""
    minutes = max(int(age.total_seconds() // 60), 0)
    if minutes < 60:
        return _("已等 %(count)s 分") % {"count": minutes}
    if minutes < 60 * 24:
        return _("已等 %(count)s 小时") % {"count": minutes // 60}
    return _("已等 %(count)s 天") % {"count": minutes // (60 * 24)}
