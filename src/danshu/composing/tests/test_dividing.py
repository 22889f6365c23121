"""Any division adds up to the cent, whatever the prices, discounts and taxes (INV-M7)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danshu.sales.computation import LineInput, compute_order
from danshu.sales.dividing import add_up, divide_line

D = Decimal


@dataclass
class Stored:
    """A line as it is stored."""

    quantity: Decimal
    unit_price: Decimal
    line_discount: Decimal
    allocated_discount: Decimal
    amount: Decimal
    tax_amount: Decimal
    cost: Decimal


LINES = st.lists(
    st.tuples(
        st.integers(1, 500), st.integers(0, 100), st.decimals("0", "9999.9999", places=4),
        st.sampled_from(["100", "95", "87.5", "33.33", "0"]), st.sampled_from(["0", "6", "9", "13"]),
        st.decimals("0", "500", places=4),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@pytest.mark.spec("INV-M7", "ORD-006")
@given(
    lines=LINES,
    discount=st.decimals("0", "99999", places=2),
    freight=st.decimals("0", "99", places=2),
    net=st.booleans(),
)
def test_both_orders_add_up_to_the_one_before(
    lines: list[tuple[int, int, Decimal, str, str, Decimal]], discount: Decimal, freight: Decimal, net: bool
) -> None:
    inputs = [LineInput(D(n), price, D(rate), D(tax), cost) for n, _share, price, rate, tax, cost in lines]
    totals = compute_order(inputs, order_discount=discount, freight=freight, tax_included=not net)
    stays, goes = [], []
    for (number, share, price, *_rest), computed in zip(lines, totals.lines, strict=True):
        stored = Stored(D(number), price, computed.line_discount, computed.allocated_discount, computed.amount,
                        computed.tax_amount, computed.cost)  # fmt: skip
        stay, go = divide_line(stored, D(number * share // 100), currency="CNY")
        for name in ("quantity", "allocated_discount", "amount", "tax_amount", "cost"):
            assert getattr(stay, name) + getattr(go, name) == getattr(stored, name)
            assert getattr(stay, name) >= 0
            assert getattr(go, name) >= 0
        for part in (stay, go):  # each is what `danshu verify` asks of every line
            gross = part.amount + part.line_discount + part.allocated_discount
            assert gross == (part.quantity * price).quantize(D("0.01"), "ROUND_HALF_UP")
        stays += [stay] if stay.quantity else []
        goes += [go] if go.quantity else []
    first = add_up(stays, freight=freight, tax_included=not net)
    second = add_up(goes, freight=D(0), tax_included=not net)
    assert first.total + second.total == totals.total
    assert first.order_discount + second.order_discount == totals.order_discount
    assert first.tax_total + second.tax_total == totals.tax_total
    assert first.cost_total + second.cost_total == totals.cost_total
