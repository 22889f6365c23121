"""Quantities: positive, whole unless the unit allows up to three decimals (COM-014, ORD-005)."""

from __future__ import annotations

from decimal import Decimal

MAX_QUANTITY = Decimal(999999999)


def quantity_problem(quantity: Decimal, decimals: int = 0) -> str | None:
    """Name what is wrong with an ordered quantity: 'not_a_number', 'not_positive', 'too_large' or 'too_fine'; None if fine."""
    if not quantity.is_finite():
        return "not_a_number"
    if quantity <= 0:
        return "not_positive"
    if quantity > MAX_QUANTITY:
        return "too_large"
    if quantity != quantity.quantize(Decimal(1).scaleb(-decimals)):
        return "too_fine"
    return None
