"""What a sheet says of money becomes line entries that add up to the sheet's own sums. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from danshu.exchange.importing import Row
from danshu.kit.money import ZERO, minor_unit, round_amount
from danshu.sales.computation import HUNDRED

PRICE_STEP = Decimal("0.0001")
RATE_STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line's money. unit_price None: the price list decides. amount None: price × rate decides."""

    unit_price: Decimal | None
    discount_rate: Decimal
    amount: Decimal | None
    cost: Decimal | None
    differs: bool = False  # the sheet's amount is not quantity × price − discount


def sheet_lines(rows: Sequence[Row], currency: str) -> list[SheetLine]:
    """The lines of one order: together they come to the sheet's sum rounded once, each within one cent of its cell."""
    amounts = to_cents([row["amount"] for row in rows], currency)
    return [_line(row, amount, currency) for row, amount in zip(rows, amounts, strict=True)]


def to_cents(amounts: Sequence[Decimal | None], currency: str) -> list[Decimal | None]:
    """Each amount rounded half up, and the cents by which their sum then misses the rounded sum given to the lines
    that rounding moved furthest."""
    unit = minor_unit(currency)
    rounded = [None if amount is None else round_amount(amount, currency) for amount in amounts]
    exact = sum((amount for amount in amounts if amount is not None), ZERO)
    missing = round_amount(exact, currency) - sum((amount for amount in rounded if amount is not None), ZERO)
    step = unit if missing > 0 else -unit
    errors = [(amount - cents, i) for i, (amount, cents) in enumerate(zip(amounts, rounded, strict=True))
              if amount is not None and cents is not None]  # fmt: skip
    for _error, index in sorted(errors, key=lambda pair: (-pair[0] if missing > 0 else pair[0], pair[1])):
        if not missing:
            break
        rounded[index] = (rounded[index] or ZERO) + step
        missing -= step
    return rounded


def _line(row: Row, amount: Decimal | None, currency: str) -> SheetLine:
    kept = 1 - (row["discount"] or ZERO)
    rate = (kept * HUNDRED).quantize(RATE_STEP, ROUND_HALF_UP)
    price: Decimal | None = row["unit_price"]
    if amount is None:
        return SheetLine(price, rate, None, None)
    quantity = row["quantity"]
    differs = False
    if price is not None:
        stated = round_amount(quantity * price * kept, currency)
        differs = abs(stated - amount) > minor_unit(currency)
    else:
        price = (amount / quantity / kept if kept > 0 else ZERO).quantize(PRICE_STEP, ROUND_HALF_UP)
    gross = round_amount(quantity * price, currency)
    if gross < amount:  # the price was cut off, or the sheet's amount holds more than it
        price = (amount / quantity).quantize(PRICE_STEP, ROUND_CEILING)
        gross = round_amount(quantity * price, currency)
    if row["discount"] is None and gross > amount:
        rate = (amount / gross * HUNDRED).quantize(RATE_STEP, ROUND_HALF_UP)
    profit = row["profit"]
    cost = None if profit is None else max(round_amount(row["amount"] - profit, currency), ZERO)
    return SheetLine(price, rate, amount, cost, differs)
