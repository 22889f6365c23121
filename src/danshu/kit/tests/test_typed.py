"""Typed numbers: what no column could hold is no number, before it fills the memory."""

from decimal import Decimal

import pytest

from danshu.kit.typed import typed_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.50", Decimal("12.50")), (" 3 ", Decimal(3)), ("1e3", Decimal(1000)), ("-0", Decimal(0)), ("", None), ("zwölf", None),
        ("NaN", None), ("Infinity", None), ("1e24", Decimal("1e24")), ("1e25", None), ("1e-25", None), ("1e99999999999", None),
        ("1e40000000", None), ("0e99999999", None), ("9" * 41, None),
    ],
)  # fmt: skip
def test_a_number_is_one_that_something_can_be_done_with(text: str, number: Decimal | None) -> None:
    assert typed_number(text) == number
