"""By which ways money goes back (FIN-012, FIN-013)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from danshu.billing.lifecycle import RefundStatus
from danshu.billing.models import Match, Refund
from danshu.kit.errors import FieldProblem
from danshu.kit.money import ZERO

BALANCE = "balance"
Parts = list[tuple[str, Decimal]]


def way_problems(way: str, payee: str, *, allowed: Sequence[str] = Refund.Way.values) -> list[FieldProblem]:
    """What is wrong with a way and the bank data it needs."""
    problems = []
    if way not in allowed:
        problems.append(FieldProblem("way", "unknown", _("请选择退款方式")))
    if way == Refund.Way.BANK_TRANSFER and not payee.strip():
        problems.append(FieldProblem("payee", "required", _("银行转账需要收款户名和账号")))
    return problems


def share_out(amount: Decimal, paid: Sequence[tuple[str, Decimal]], *, gone: Decimal = ZERO) -> Parts:
    """Share an amount over the payments it came by, the first ones first, after skipping what is `gone` already.

    The parts add up to the amount, each method once; what no payment covers goes to the first method. Raises
    ValueError without payments.
    """
    if not paid:
        raise ValueError("nothing was paid")
    parts: dict[str, Decimal] = {}
    rest = amount
    for method, had in paid:
        skipped = min(gone, had)
        gone -= skipped
        taken = min(rest, had - skipped)
        rest -= taken
        if taken:
            parts[method] = parts.get(method, ZERO) + taken
    if rest:
        parts[paid[0][0]] = parts.get(paid[0][0], ZERO) + rest
    return list(parts.items())


def ways_back(refund: Refund) -> Parts:
    """(payment method, amount) for each part of a refund, in the order they are posted."""
    if refund.way == Refund.Way.ORIGINAL:
        return _original(refund)
    return [(str(refund.way), refund.amount)]


def _original(refund: Refund) -> Parts:
    if refund.receipt is not None:
        return [(refund.receipt.method, refund.amount)]
    if refund.order_id is None:
        raise ValueError("a refund is of an order or of a receipt")
    matches = Match.objects.filter(order_id=refund.order_id).order_by("-pk")
    earlier = Refund.objects.filter(order_id=refund.order_id, way=Refund.Way.ORIGINAL, status=RefundStatus.DONE)
    gone = earlier.exclude(pk=refund.pk).aggregate(s=Sum("amount"))["s"] or ZERO
    return share_out(refund.amount, list(matches.values_list("receipt__method", "amount")), gone=gone)
