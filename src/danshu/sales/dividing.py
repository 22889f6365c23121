"""Divides a line's amounts between two orders so that they add up to the cent (INV-M7). Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from danshu.kit.money import ZERO, round_amount, split_amount


class PricedLine(Protocol):
    """What is divided: a stored line."""

    quantity: Decimal
    unit_price: Decimal
    allocated_discount: Decimal
    amount: Decimal
    tax_amount: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """One order's part of a line, with the names of the line's columns.

    line_discount is what lies between quantity × price and what the part costs; with prices of fractions of a cent it
    also holds the cent by which two rounded parts differ from the rounded whole.
    """

    quantity: Decimal
    line_discount: Decimal
    allocated_discount: Decimal
    amount: Decimal
    tax_amount: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Sums:
    """The amounts of an order, with the names of its columns."""

    goods_total: Decimal
    discount_total: Decimal
    order_discount: Decimal
    tax_total: Decimal
    total: Decimal
    cost_total: Decimal
    line_count: int


def divide_line(line: PricedLine, moved: Decimal, *, currency: str) -> tuple[Share, Share]:
    """What stays and what moves of a line of which `moved` units (0 to all) go; each amount adds up to the line's own."""
    weights = [line.quantity - moved, moved]
    parts = {
        name: split_amount(getattr(line, name), weights, currency)
        for name in ("amount", "allocated_discount", "tax_amount", "cost")
    }
    stays, goes = (
        _share(quantity, line.unit_price, {name: both[place] for name, both in parts.items()}, currency)
        for place, quantity in enumerate(weights)
    )
    return stays, goes


def _share(quantity: Decimal, unit_price: Decimal, amounts: dict[str, Decimal], currency: str) -> Share:
    gross = round_amount(quantity * unit_price, currency)
    own = gross - amounts["amount"] - amounts["allocated_discount"]
    return Share(quantity=quantity, line_discount=own, **amounts)


def add_up(shares: Sequence[Share], *, freight: Decimal, tax_included: bool) -> Sums:
    """The head of an order made of these parts."""

    def total_of(name: str) -> Decimal:
        return sum((getattr(share, name) for share in shares), ZERO)

    net, spread, tax = total_of("amount"), total_of("allocated_discount"), total_of("tax_amount")
    discount = total_of("line_discount") + spread
    total = net + freight + (ZERO if tax_included else tax)
    return Sums(net + discount, discount, spread, tax, total, total_of("cost"), len(shares))
