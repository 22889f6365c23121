"""What the division of an order means for the money that came in: as much goes along as the first order has no place for.

Money that was matched to single lines goes where they go (FIN-007); of the rest the first order keeps what it costs, so
that it is paid when both together were, and the other order gets what is left. Nothing is returned and nothing received:
each match is divided or changes its order, and what the customer owes stays the same to the cent (INV-M7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.accounts import COMPANY, RECEIVABLE, UNMATCHED, customer_owner
from danshu.billing.line_money import due_of
from danshu.billing.models import Match, MatchLine, Receipt
from danshu.billing.settling import settle
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError
from danshu.kit.events import consequence
from danshu.kit.locks import lock
from danshu.kit.money import ZERO
from danshu.kit.refs import SourceRef
from danshu.ledger.accounts import AccountKey
from danshu.ledger.posting import PostingLine, post
from danshu.sales.events import OrderDivided
from danshu.sales.loading import locked_orders, order_lines
from danshu.sales.records import Order
from danshu.ui.formats import money_text

CENT = Decimal("0.01")


class MoneyStays(DomainError):
    """Cents that were forgiven with a payment cannot be divided."""

    code = "money_not_divisible"
    message = gettext_lazy("订单 %(number)s 的收款带有尾差核销，不能这样分给两张订单")
    way_out = gettext_lazy("少拆一些，让尾差留在原订单")


@dataclass(slots=True)
class Portion:
    """What goes of one match: its amount, and of that what stands on lines (line before -> amount)."""

    match: Match
    lines: list[MatchLine]
    amount: Decimal = ZERO
    parts: dict[int, Decimal] = field(default_factory=dict)

    @property
    def unbound(self) -> Decimal:
        """What settles the order as a whole and has not gone yet."""
        bound: Decimal = sum((line.amount for line in self.lines), ZERO)
        free: Decimal = self.match.amount - bound - (self.amount - sum(self.parts.values(), ZERO))
        return free

    @property
    def is_whole(self) -> bool:
        """True when the match changes its order."""
        return bool(self.amount == self.match.amount)


@consequence(OrderDivided)
def divide_the_money(event: OrderDivided, *, actor: Actor, at: datetime) -> None:
    """Give the other order its part of what came in. Raises MoneyStays."""
    matches = list(Match.objects.filter(order_id=event.aggregate.pk).order_by("-pk"))
    if not matches:
        return
    orders = locked_orders([event.aggregate.pk, event.new_order_id])
    order, new = orders[event.aggregate.pk], orders[event.new_order_id]
    list(lock(Receipt.objects.filter(pk__in={match.receipt_id for match in matches})))
    before, went = order.paid_amount, dict(event.lines)
    portions = _portions(order, new, matches, went)
    if any(portion.amount for portion in portions):
        Order.objects.filter(pk=new.pk).update(paid_at=order.paid_at)
        new.paid_at = order.paid_at
        for portion in portions:
            _move(portion, new, went, at=at)
        settle(order, actor=actor, at=at)
        settle(new, actor=actor, at=at)
    _foretell(before, new.paid_amount, order.currency)


def _portions(order: Order, new: Order, matches: Sequence[Match], went: Mapping[int, int]) -> list[Portion]:
    """What goes of each match: first what stands on lines that go, then of the last payments what finds no place."""
    held: defaultdict[int, list[MatchLine]] = defaultdict(list)
    for line in MatchLine.objects.filter(match__in=matches).order_by("match_id", "order_line_id"):
        held[line.match_id].append(line)
    portions = [Portion(match, held[match.pk]) for match in matches]
    room = {line.pk: due_of(order, line) for line in order_lines(order)}
    for portion in reversed(portions):
        for line in portion.lines:
            stays = min(line.amount, room.get(line.order_line_id, ZERO))
            room[line.order_line_id] = room.get(line.order_line_id, ZERO) - stays
            if line.order_line_id in went and stays < line.amount:
                portion.parts[line.order_line_id] = line.amount - stays
        portion.amount = sum(portion.parts.values(), ZERO)
    gone = sum((portion.amount for portion in portions), ZERO)
    excess = min(order.paid_amount - order.total, new.total) - gone
    for portion in portions:
        excess -= _take(portion, excess)
    if excess > ZERO:
        raise MoneyStays(number=order.number)
    return portions


def _take(portion: Portion, wanted: Decimal) -> Decimal:
    """Let up to so much of a match go besides what stands on lines; returns how much of the order's money that is."""
    match = portion.match
    if wanted <= ZERO:
        return ZERO
    if match.written_off and portion.amount + portion.unbound == match.amount:
        if wanted >= portion.unbound + match.written_off:
            forgiven: Decimal = match.written_off
            taken = portion.unbound
            portion.amount += taken
            return taken + forgiven
        wanted = min(wanted, portion.unbound - CENT)  # the forgiven cents stay, and with them a cent that was paid
    taken = max(min(wanted, portion.unbound), ZERO)
    portion.amount += taken
    return taken


def _move(portion: Portion, new: Order, went: Mapping[int, int], *, at: datetime) -> None:
    match = portion.match
    if not portion.amount:
        return
    if portion.is_whole:
        match.order_id = new.pk
        match.save(update_fields=["order"])
        for line in portion.lines:
            line.order_line_id = went[line.order_line_id]
        MatchLine.objects.bulk_update(portion.lines, ["order_line"])
        return
    match.amount -= portion.amount
    match.save(update_fields=["amount"])
    other = Match.objects.create(
        receipt_id=match.receipt_id, order_id=new.pk, amount=portion.amount, matched_at=match.matched_at,
        matched_by_name=match.matched_by_name, reason=match.reason,
    )  # fmt: skip
    for line in portion.lines:
        if goes := portion.parts.get(line.order_line_id):
            MatchLine.objects.create(match=other, order_line_id=went[line.order_line_id], amount=goes)
            line.amount -= goes
            line.save(update_fields=["amount"]) if line.amount else line.delete()
    _post(match, other, new, at=at)


def _post(match: Match, other: Match, new: Order, *, at: datetime) -> None:
    """As if the part had been taken back and matched to the other order: each match has its own postings."""
    unmatched = AccountKey(UNMATCHED, COMPANY, new.currency)
    owed = AccountKey(RECEIVABLE, customer_owner(new.customer_id), new.currency)
    for source, kind, amount in ((match, f"divided:{new.pk}", -other.amount), (other, "matched", other.amount)):
        post(
            source=SourceRef("billing.match", source.pk), kind=kind, on=business_date(at), at=at, memo=new.number,
            lines=[PostingLine(unmatched, amount), PostingLine(owed, -amount)],
        )  # fmt: skip


def _foretell(before: Decimal, moved: Decimal, currency: str) -> None:
    facts = {"stays": money_text(before - moved, currency), "goes": money_text(moved, currency)}
    effect = current_context().effect
    if moved:
        effect("paid", _("已收的款分开：%(stays)s 留在原订单，%(goes)s 随商品转到新订单") % facts, "warn")
    elif before:
        effect("paid", _("已收的 %(stays)s 留在原订单，新订单未收款") % facts, "warn")
