"""What people type where a number is asked for."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

LONGEST = 40  # characters
DIGITS = 24  # before or behind the point: more than any column holds


def typed_number(text: str) -> Decimal | None:
    """A typed number, None for what is none.

    1e99999999 is none either: written out, or added to something, it would fill the memory.
    """
    text = text.strip()
    if len(text) > LONGEST:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= DIGITS else None
