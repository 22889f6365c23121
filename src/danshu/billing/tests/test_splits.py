"""Whatever is shared out adds up to the cent (INV-M7), for any amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danshu.billing.ways import share_out
from danshu.kit.money import split_amount

pytestmark = [pytest.mark.spec("INV-M7", "FIN-012", "FIN-013")]
CENTS = st.integers(1, 10**12).map(lambda cents: Decimal(cents) / 100)
METHODS = st.sampled_from(["wechat", "cash", "bank_transfer", "balance"])
# a busy machine is no finding
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PAID = st.lists(st.tuples(METHODS, CENTS), min_size=1, max_size=12)


@QUIET
@given(CENTS, PAID, st.integers(0, 10**12).map(lambda cents: Decimal(cents) / 100))
def test_a_refund_shared_over_its_payments_adds_up(
    amount: Decimal, paid: list[tuple[str, Decimal]], gone: Decimal
) -> None:
    parts = share_out(amount, paid, gone=gone)
    assert sum(part for _method, part in parts) == amount
    assert all(part > 0 and part == part.quantize(Decimal("0.01")) for _method, part in parts)
    assert len({method for method, _part in parts}) == len(parts)


@QUIET
@given(PAID, st.data())
def test_refunds_that_follow_each_other_give_each_method_back_what_came_by_it(
    paid: list[tuple[str, Decimal]], data: st.DataObject
) -> None:
    whole = sum(had for _method, had in paid)
    back: dict[str, Decimal] = {}
    gone = Decimal(0)
    while gone < whole:
        left = int((whole - gone) * 100)
        amount = Decimal(data.draw(st.integers(max(1, left // 4), left))) / 100
        for method, part in share_out(amount, paid, gone=gone):
            back[method] = back.get(method, Decimal(0)) + part
        gone += amount
    came: dict[str, Decimal] = {}
    for method, had in paid:
        came[method] = came.get(method, Decimal(0)) + had
    assert back == came


@QUIET
@given(CENTS, st.lists(st.integers(0, 10**6).map(Decimal), min_size=1, max_size=30))
def test_an_amount_split_by_weight_adds_up(amount: Decimal, weights: list[Decimal]) -> None:
    parts = split_amount(amount, weights)
    assert (sum(parts), len(parts)) == (amount, len(weights))
    assert all(part >= 0 for part in parts)


def test_nothing_paid_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="nothing was paid"):
        share_out(Decimal(1), [])
