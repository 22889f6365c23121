"""Totals of an order, computed on the server from quantities, prices and discounts (ORD-006, INV-M7). Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from danshu.kit.money import ZERO, round_amount, split_amount

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class LineInput:
    """What decides one line's amount. `discount_rate` is a percentage of the price: 95 means 5 % off."""

    quantity: Decimal
    unit_price: Decimal
    discount_rate: Decimal = HUNDRED
    tax_rate: Decimal = ZERO
    unit_cost: Decimal = ZERO
    net: Decimal | None = None  # agreed elsewhere (history): stands for price × rate
    cost: Decimal | None = None  # known elsewhere: stands for quantity × unit cost


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """The computed amounts of one line, each rounded to the currency."""

    gross: Decimal
    line_discount: Decimal
    allocated_discount: Decimal
    amount: Decimal
    tax_amount: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The computed amounts of an order; the lines in the order they were given."""

    goods_total: Decimal
    discount_total: Decimal
    order_discount: Decimal
    freight: Decimal
    tax_total: Decimal
    total: Decimal
    cost_total: Decimal
    lines: tuple[LineAmounts, ...]


def net_price(unit_price: Decimal, discount_rate: Decimal) -> Decimal:
    """What one unit costs after the line's own discount, to four decimals as prices are."""
    return (unit_price * discount_rate / HUNDRED).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def compute_order(
    lines: Sequence[LineInput],
    *,
    order_discount: Decimal = ZERO,
    freight: Decimal = ZERO,
    currency: str = "CNY",
    tax_included: bool = True,
) -> Totals:
    """Compute all amounts in the order of ORD-006: lines, order discount spread over them, freight, tax.

    The order discount is capped at what the lines are worth, so that the total never falls below zero.
    What is stored is rounded half up per line; totals are sums of rounded lines.
    """
    grosses = [round_amount(line.quantity * line.unit_price, currency) for line in lines]
    nets = [_net(line, gross, currency) for gross, line in zip(grosses, lines, strict=True)]
    order_discount = min(round_amount(order_discount, currency), sum(nets, ZERO))
    shares = split_amount(order_discount, nets, currency) if lines and order_discount else [ZERO] * len(lines)
    computed = tuple(
        _line(line, gross, net, share, currency, tax_included=tax_included)
        for line, gross, net, share in zip(lines, grosses, nets, shares, strict=True)
    )
    goods, discount = sum(grosses, ZERO), sum((c.line_discount + c.allocated_discount for c in computed), ZERO)
    tax = sum((c.tax_amount for c in computed), ZERO)
    freight = round_amount(freight, currency)
    total = goods - discount + freight + (ZERO if tax_included else tax)
    cost = sum((c.cost for c in computed), ZERO)
    return Totals(goods, discount, order_discount, freight, tax, total, cost, computed)


def _net(line: LineInput, gross: Decimal, currency: str) -> Decimal:
    net = gross * line.discount_rate / HUNDRED if line.net is None else line.net
    return round_amount(net, currency)


def _line(
    line: LineInput, gross: Decimal, net: Decimal, share: Decimal, currency: str, *, tax_included: bool
) -> LineAmounts:
    amount = net - share
    divisor = HUNDRED + line.tax_rate if tax_included else HUNDRED
    tax = round_amount(amount * line.tax_rate / divisor, currency)
    cost = round_amount(line.quantity * line.unit_cost if line.cost is None else line.cost, currency)
    return LineAmounts(gross, gross - net, share, amount, tax, cost)
