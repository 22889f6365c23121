"""Settle orders with a receipt (FIN-007)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.accounts import COMPANY, RECEIVABLE, UNMATCHED, WRITE_OFF, customer_owner
from danshu.billing.events import MoneyMatched, PaymentCredited
from danshu.billing.line_matching import require_lines_possible, spread_over_lines
from danshu.billing.models import Match, Receipt
from danshu.billing.permissions import MATCH_RECEIPT
from danshu.billing.settling import change_receipt, settle
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import publish
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.money import ZERO
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.ledger.accounts import AccountKey
from danshu.ledger.posting import PostingLine, post
from danshu.parameters.queries import value
from danshu.sales.lifecycle import CONFIRMED, OrderStatus
from danshu.sales.loading import locked_orders
from danshu.sales.records import Order

PAYABLE = (OrderStatus.AWAITING_REVIEW, *CONFIRMED)


class NotPayable(DomainError):
    """The order cannot take money in its present status (FIN-002)."""

    code = "not_payable"
    message = gettext_lazy("订单 %(number)s 现在是「%(state)s」，不能收款")
    way_out = gettext_lazy("核对订单号；多收的款留在未核销收款里，可核销到其他订单")


class AlreadyPaid(DomainError):
    """The order owes nothing any more (FIN-002)."""

    code = "already_paid"
    message = gettext_lazy("订单 %(number)s 已全部收款，不能再收")
    way_out = gettext_lazy("核对订单号；多收的款登记为收款后，可核销到其他订单或申请退回")


class OverMatched(DomainError):
    """More than the receipt has or than the order owes (INV-M5)."""

    code = "over_matched"
    message = gettext_lazy("%(label)s 最多还能核销 %(limit)s，填写的是 %(wanted)s")
    way_out = gettext_lazy("减少核销金额，余款留在收款单上")


@operation("billing.match_receipt", permission=MATCH_RECEIPT, label=("核销收款", "Match receipt"))
def match_receipt(
    *,
    receipt_id: int,
    amounts: Mapping[int, Decimal],
    line_amounts: Mapping[int, Mapping[int, Decimal]] | None = None,
    write_offs: Mapping[int, Decimal] | None = None,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> Receipt:
    """Match amounts (order id -> amount) of a receipt; fully paid orders are credited.

    line_amounts: for approved orders how the amount is spread over single lines (order id -> line id -> amount), all of
    it; a line that has all it costs is credited. write_offs: small differences (order id -> amount up to `write_off_limit`) forgiven with a reason. Orders are
    locked before the receipt (CC-2). Raises NotFound, NotPayable, OverMatched, FieldErrors (nothing to match, other
    currency, lines that do not add up or owe less, write-off too large or without reason).
    """
    spread = {pk: lines for pk, lines in (line_amounts or {}).items() if lines}
    write_offs = {pk: amount for pk, amount in (write_offs or {}).items() if amount}
    orders = locked_orders(list(amounts))
    receipt = lock(Receipt.objects.filter(pk=receipt_id)).first()
    if receipt is None or set(orders) != set(amounts):
        raise NotFound()
    _require_possible(receipt, orders, amounts, write_offs, reason)
    require_lines_possible(orders, amounts, spread)
    for pk, amount in amounts.items():
        match = _match(receipt, orders[pk], amount, write_offs.get(pk, ZERO), reason, actor=actor, at=at)
        if pk in spread:
            spread_over_lines(match, orders[pk], spread[pk])
    matched = receipt.matched_amount + sum(amounts.values(), ZERO)
    change_receipt(receipt, {"matched_amount": matched, **_whose(receipt)}, actor=actor, at=at)
    return receipt


def _whose(receipt: Receipt) -> dict[str, int]:
    """Money entered with a payer's name only is the customer's whose orders it settled, when they are of one (FIN-006)."""
    if receipt.customer_id is not None:
        return {}
    customers = set(receipt.matches.values_list("order__customer_id", flat=True))
    return {"customer_id": customers.pop()} if len(customers) == 1 else {}


def _require_possible(
    receipt: Receipt,
    orders: Mapping[int, Order],
    amounts: Mapping[int, Decimal],
    write_offs: Mapping[int, Decimal],
    reason: str,
) -> None:
    problems = []
    if not amounts or any(not a.is_finite() or a <= 0 or a != a.quantize(Decimal("0.01")) for a in amounts.values()):
        problems.append(FieldProblem("amounts", "range", _("请填写大于 0 的核销金额，最多两位小数")))
    limit = value("write_off_limit")
    if any(pk not in orders or not 0 < off * orders[pk].rate <= limit for pk, off in write_offs.items()):
        problems.append(FieldProblem("write_off", "range", _("尾差最多 %(limit)s") % {"limit": f"{limit:,.2f}"}))
    if write_offs and not reason.strip():
        problems.append(FieldProblem("reason", "required", _("核销尾差要写明原因")))
    if any(order.currency != receipt.currency for order in orders.values()):
        problems.append(FieldProblem("amounts", "currency", _("收款与订单的币种不同，不能直接核销")))
    if problems:
        raise FieldErrors(problems)
    wanted = sum(amounts.values(), ZERO)
    free = receipt.free_amount
    if wanted > free:
        raise OverMatched(label=receipt.number, limit=f"{free:,.2f}", wanted=f"{wanted:,.2f}", field="amounts")
    for pk, amount in amounts.items():
        _require_owed(orders[pk], amount + write_offs.get(pk, ZERO))


def require_payable(order: Order) -> None:
    """Raise NotPayable or AlreadyPaid unless the order can take money now (FIN-002)."""
    if order.status not in PAYABLE:
        raise NotPayable(number=order.number, state=OrderStatus(order.status).label)
    if order.open_amount <= ZERO:
        raise AlreadyPaid(number=order.number)


def _require_owed(order: Order, wanted: Decimal) -> None:
    require_payable(order)
    owed = order.open_amount
    if wanted > owed:
        raise OverMatched(label=order.number, limit=f"{owed:,.2f}", wanted=f"{wanted:,.2f}", field="amounts")


def _match(
    receipt: Receipt, order: Order, amount: Decimal, off: Decimal, reason: str, *, actor: Actor, at: datetime
) -> Match:
    match = Match.objects.create(
        receipt=receipt, order_id=order.pk, amount=amount, written_off=off, matched_at=at,
        matched_by_name=actor.name, reason=reason[:200],
    )  # fmt: skip
    owner = customer_owner(order.customer_id)
    post(
        source=SourceRef("billing.match", match.pk), kind="matched", on=business_date(at), at=at, memo=order.number,
        lines=[PostingLine(AccountKey(UNMATCHED, COMPANY, receipt.currency), amount),
               PostingLine(AccountKey(WRITE_OFF, COMPANY, receipt.currency), off),
               PostingLine(AccountKey(RECEIVABLE, owner, receipt.currency), -amount - off)],
    )  # fmt: skip
    was_open = order.open_amount > ZERO
    settle(order, actor=actor, at=at)
    publish(MoneyMatched(aggregate=order.ref, version=order.version, customer_id=order.customer_id, amount=amount,
                         currency=order.currency))  # fmt: skip
    if was_open and order.open_amount <= ZERO:
        publish(
            PaymentCredited(
                aggregate=order.ref,
                version=order.version,
                number=order.number,
                amount=order.total,
                receipt_number=receipt.number,
                currency=order.currency,
                owner_id=order.owner_id,
                handler_id=order.handler_id,
            )
        )
    return match
