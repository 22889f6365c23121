"""Make two orders of one: some lines and quantities become an order of their own (ORD-021)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.amendments.loading import open_amendment_of
from danshu.composing.errors import ChangeWaits
from danshu.composing.links import link
from danshu.composing.models import LinkKind
from danshu.composing.permissions import COMPOSE
from danshu.composing.rules import require_splittable, require_takeable
from danshu.composing.telling import tell_split
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.days import day_problem
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.sales.lifecycle import OrderStatus
from danshu.sales.loading import locked_order, order_lines
from danshu.sales.permissions import CREATE_ORDER
from danshu.sales.records import Order
from danshu.sales.splitting import Division, divide, split_off
from danshu.ui.formats import money_text


@operation("composing.split_order", permission=COMPOSE, label=("拆分订单", "Split order"))
def split_order(
    *,
    order_id: int,
    quantities: Mapping[int, Decimal],
    wanted_date: date | None = None,
    reason: str = "",
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Move quantities (line id -> how many, in the line's unit) to a new order; returns the new one.

    Amounts, discounts and tax of both add up to those before, to the cent; the freight stays with the first, and of what
    came in as much as that then costs.
    Prices, customer, terms and decisions are the same on both: an approved order makes two approved ones, each with its
    part of the claimed stock and of what is owed; under review both are examined anew. Raises NotFound, EditConflict,
    NotSplittable, Forbidden, ChangeWaits, FieldErrors, Blocked, StockShort, and what dividing the money raises: then nothing has changed.
    """
    actor.require(CREATE_ORDER)
    order = locked_order(order_id, actor=actor, permission=COMPOSE, version=version)
    if waiting := open_amendment_of(order):
        raise ChangeWaits(number=order.number, change=waiting.number)
    lines = order_lines(order)
    require_splittable(order, lines, actor)
    if wanted_date and (text := day_problem(wanted_date)):
        raise FieldErrors([FieldProblem("wanted_date", "day_out_of_range", text)])
    require_takeable(lines, quantities)
    division = divide(order, lines, quantities)
    _foretell(order, division)
    new = split_off(order, lines, division, wanted_date=wanted_date, reason=reason, actor=actor, at=at)
    link(LinkKind.SPLIT, order, new, amount=new.total, reason=reason, actor=actor, at=at)
    tell_split(order, new, actor=actor, at=at)
    return new


def _foretell(order: Order, division: Division) -> None:
    """What the dialog says besides claims and money, which tell themselves."""
    facts = {
        "number": order.number, "before": money_text(order.total, order.currency),
        "stays": money_text(division.stays.total, order.currency),
        "goes": money_text(division.goes.total, order.currency),
    }  # fmt: skip
    effect = current_context().effect
    effect("stays", _("%(number)s 从 %(before)s 变为 %(stays)s") % facts, "info")
    effect("goes", _("新订单 %(goes)s，两张合计不变") % facts, "info")
    if order.freight:
        freight = {"freight": money_text(order.freight, order.currency)}
        effect("freight", _("运费 %(freight)s 留在原订单") % freight, "neutral")
    if order.status == OrderStatus.AWAITING_REVIEW:
        effect("review", _("两张订单都重新检查，等待审核"), "warn")
