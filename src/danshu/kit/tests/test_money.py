"""Money adds up to the cent (INV-M7)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danshu.kit.capitals import amount_in_capitals
from danshu.kit.money import Money, round_amount, split_amount

cents = st.integers(0, 10**12).map(lambda n: Decimal(n) / 100)
weights = st.lists(st.decimals(0, 10**6, places=4), min_size=1, max_size=30)


@pytest.mark.spec("COM-014")
def test_three_times_0_335_is_1_01() -> None:
    assert round_amount(Decimal("0.335") * 3) == Decimal("1.01")


@pytest.mark.spec("ORD-006", "INV-M7")
@given(amount=cents, shares=weights)
def test_parts_of_a_split_add_up_to_the_whole(amount: Decimal, shares: list[Decimal]) -> None:
    parts = split_amount(amount, shares)
    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)


def test_what_rounding_leaves_goes_to_the_largest_share() -> None:
    assert Money(Decimal("0.05")).split([Decimal(1), Decimal(3)]) == [Money(Decimal("0.01")), Money(Decimal("0.04"))]


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="CNY and USD"):
        Money(Decimal(1), "CNY") + Money(Decimal(1), "USD")


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("1234.50", "壹仟贰佰叁拾肆元伍角整"),
        ("23196.00", "贰万叁仟壹佰玖拾陆元整"),
        ("100000001.01", "壹亿零壹元零壹分"),
        ("10010.10", "壹万零壹拾元壹角整"),
        ("100100000", "壹亿零壹拾万元整"),
        ("-8.80", "负捌元捌角整"),
    ],
)
def test_amounts_in_capitals(amount: str, capitals: str) -> None:
    assert amount_in_capitals(Decimal(amount)) == capitals
