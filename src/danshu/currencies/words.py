"""How rates are written."""

from __future__ import annotations

from decimal import Decimal

from danshu.ui.formats import NOTHING, decimal_text

TWO = Decimal("0.01")


def rate_text(rate: Decimal | None) -> str:
    """A rate with as many decimals as it has, two at least."""
    if rate is None:
        return NOTHING
    short = rate.quantize(TWO)
    return decimal_text(short if short == rate else rate.normalize())
