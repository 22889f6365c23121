"""Matching money to single order lines (FIN-007): what must hold, and how it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.billing.line_money import line_money
from danshu.billing.models import Match, MatchLine
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.money import ZERO
from danshu.sales.lifecycle import CONFIRMED, OrderStatus
from danshu.sales.loading import order_lines
from danshu.sales.records import Order

CENT = Decimal("0.01")


def require_lines_possible(
    orders: Mapping[int, Order], amounts: Mapping[int, Decimal], spread: Mapping[int, Mapping[int, Decimal]]
) -> None:
    """Raise FieldErrors for lines that get more than they owe or do not add up to the order's amount, NotFound for an
    order that is not among the matched ones. The orders are locked."""
    if not set(spread) <= set(amounts):
        raise NotFound()
    problems = [problem for pk, lines in spread.items() for problem in _problems(orders[pk], amounts[pk], lines)]
    if problems:
        raise FieldErrors(problems)


def _problems(order: Order, amount: Decimal, wanted: Mapping[int, Decimal]) -> Iterator[FieldProblem]:
    if order.status not in CONFIRMED:
        # before that its lines may still be changed; from the first money on an approved order's are locked (ORD-014)
        text = _("订单 %(number)s 现在是「%(state)s」，审核通过后才能按行核销") % {
            "number": order.number, "state": OrderStatus(order.status).label,
        }  # fmt: skip
        yield FieldProblem("amounts", "not_confirmed", text)
        return
    money = {each.line.pk: each for each in line_money(order, order_lines(order))}
    for pk, part in wanted.items():
        if pk not in money:
            yield FieldProblem(f"line-{pk}", "unknown", _("这一行不在订单 %(number)s 上") % {"number": order.number})
        elif not part.is_finite() or part <= ZERO or part != part.quantize(CENT):
            yield FieldProblem(f"line-{pk}", "range", _("请填写大于 0 的核销金额，最多两位小数"))
        elif part > money[pk].open:
            limit = {"limit": f"{money[pk].open:,.2f}"}
            yield FieldProblem(f"line-{pk}", "range", _("这一行最多还能核销 %(limit)s") % limit)
    total = sum(wanted.values(), ZERO)
    if total != amount:
        text = _("各行合计 %(lines)s，与订单的核销金额 %(amount)s 不符") % {
            "lines": f"{total:,.2f}", "amount": f"{amount:,.2f}",
        }  # fmt: skip
        yield FieldProblem("amounts", "sum", text)


def spread_over_lines(match: Match, order: Order, parts: Mapping[int, Decimal]) -> None:
    """Keep which lines a match settles, with a trace on the order."""
    rows = [MatchLine(match=match, order_line_id=pk, amount=amount) for pk, amount in sorted(parts.items())]
    MatchLine.objects.bulk_create(rows)
    positions = {line.pk: line.position for line in order_lines(order)}
    changes = {f"line.{positions[row.order_line_id]}.credited": (None, row.amount) for row in rows}
    current_context().changed("sales.order", order.pk, label=order.number, changes=changes)
