"""Which orders a receipt probably pays (FIN-007): named in the reference, same amount, paying customer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from danshu.billing.models import Receipt
from danshu.kit.actor import Actor
from danshu.kit.money import ZERO
from danshu.sales.lifecycle import CONFIRMED
from danshu.sales.queries import open_orders, orders_by_id
from danshu.sales.records import Order

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{5,39}")
NAMED, SAME_AMOUNT, PAYER = 0, 1, 2
WHY = {NAMED: _("摘要里有订单号"), SAME_AMOUNT: _("金额相同"), PAYER: _("付款客户")}
AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """An open order, what it owes, why it is proposed, and the amount to prefill (zero: the person decides)."""

    order: Order
    owed: Decimal
    rank: int
    amount: Decimal

    @property
    def by_line(self) -> bool:
        """True when money can be matched to its single lines."""
        return self.order.status in CONFIRMED

    @property
    def why(self) -> str | Promise:
        """The reason in words."""
        return WHY[self.rank]


def proposals(receipt: Receipt, *, actor: Actor, also: Sequence[int] = ()) -> list[Proposal]:
    """At most twenty open orders of the actor's scope in the receipt's currency, the likeliest first.

    Amounts are prefilled for orders that the payer named, else for one that owes exactly what is left, never more
    than is left in all. also: orders that a page showed before; they stay, so that a repeated submission says the same.
    """
    customers = [receipt.customer_id] if receipt.customer_id is not None else []
    rows = open_orders(
        actor, customer_ids=customers, names=[receipt.payer_name], numbers=_named(receipt), currency=receipt.currency
    )
    ranked = sorted((_rank(order, receipt), order.pk, order) for order in rows.order_by("pk")[:200])[:AT_MOST]
    missing = set(also) - {pk for _rank_of, pk, _order in ranked}
    ranked += [(PAYER, order.pk, order) for order in orders_by_id(actor, sorted(missing))]
    best, left = (ranked[0][0] if ranked else PAYER), receipt.free_amount
    found = []
    for rank, _pk, order in ranked:
        owed = order.open_amount
        amount = min(owed, left) if rank == best and rank != PAYER else ZERO
        left -= amount
        found.append(Proposal(order, owed, rank, amount))
    return found


def _named(receipt: Receipt) -> list[str]:
    text = " ".join((receipt.named_order, receipt.reference, receipt.remark))
    return [word.upper() for word in WORD.findall(text)]


def _rank(order: Order, receipt: Receipt) -> int:
    if order.number.upper() in _named(receipt):
        return NAMED
    same = order.open_amount == receipt.free_amount
    return SAME_AMOUNT if same else PAYER
