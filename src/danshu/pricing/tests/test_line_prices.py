"""Which price a line gets (CAT-006)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danshu.catalog.operations.edit_item import edit_item
from danshu.catalog.tests.factories import NOW, make_category, make_item
from danshu.currencies.tests.factories import rate
from danshu.kit.actor import Actor
from danshu.pricing.errors import PriceMissing
from danshu.pricing.models import PriceRule
from danshu.pricing.queries import LinePrice, line_prices
from danshu.pricing.tests.factories import TODAY, day, level, make_customer, make_price

pytestmark = pytest.mark.django_db


def price_of(
    item_id: int,
    quantity: str = "1",
    *,
    customer_id: int | None = None,
    price_level: str = "",
    on: date = TODAY,
    currency: str = "CNY",
) -> LinePrice:
    (found,) = line_prices(
        customer_id=customer_id,
        price_level=price_level,
        on=on,
        wanted=[(item_id, Decimal(quantity))],
        currency=currency,
    )
    return found


def told(found: LinePrice) -> tuple[Decimal, Decimal, Decimal | None, str]:
    return found.unit_price, found.list_price, found.minimum_price, found.source


@pytest.mark.spec("CAT-006")
def test_without_anything_else_the_list_price_holds() -> None:
    item = make_item(sale_price=Decimal("12.50"), minimum_price=Decimal(10))

    assert price_of(item.pk) == LinePrice(Decimal("12.50"), Decimal("12.50"), Decimal("10.00"), "list")


@pytest.mark.spec("CAT-006")
def test_a_customer_of_a_level_gets_the_level_price_from_its_start_on() -> None:
    item = make_item(sale_price=Decimal("12.50"))
    make_price(item.pk, "11.2345", start=3, price_level_id=level("wholesale"))

    assert price_of(item.pk, price_level="wholesale", on=day(2)).unit_price == Decimal("12.50")
    found = price_of(item.pk, price_level="wholesale", on=day(3))
    assert (found.unit_price, found.list_price, found.source) == (Decimal("11.2345"), Decimal("12.50"), "level")
    assert price_of(item.pk, price_level="retail", on=day(3)).source == "list"
    assert price_of(item.pk, price_level="", on=day(3)).source == "list"


@pytest.mark.spec("CAT-006")
def test_the_customer_price_beats_the_level_and_the_level_beats_the_step() -> None:
    item, customer = make_item(sale_price=Decimal(10)), make_customer()
    make_price(item.pk, "7", min_quantity=Decimal(10))
    make_price(item.pk, "8", price_level_id=level())
    make_price(item.pk, "9", customer_id=customer)

    assert price_of(item.pk, "10", customer_id=customer, price_level="wholesale").unit_price == Decimal(9)
    assert price_of(item.pk, "10", customer_id=None, price_level="wholesale").unit_price == Decimal(8)
    assert price_of(item.pk, "10", customer_id=make_customer("C-2")).unit_price == Decimal(7)


@pytest.mark.spec("CAT-006")
def test_the_highest_step_reached_holds() -> None:
    item = make_item(sale_price=Decimal(10))
    for quantity, price in (("10", "9"), ("100", "8"), ("1000", "7")):
        make_price(item.pk, price, min_quantity=Decimal(quantity))

    got = {q: price_of(item.pk, q).unit_price for q in ("9", "10", "99", "100", "5000")}

    assert got == {"9": 10, "10": 9, "99": 9, "100": 8, "5000": 7}
    assert price_of(item.pk, "100").source == "step"


@pytest.mark.spec("CAT-006")
def test_a_price_ends_with_its_last_day() -> None:
    item = make_item(sale_price=Decimal(10))
    make_price(item.pk, "8", start=0, end=4, price_level_id=level())

    assert [price_of(item.pk, price_level="wholesale", on=day(n)).unit_price for n in (0, 4, 5)] == [8, 8, 10]


@pytest.mark.spec("CAT-006")
def test_other_currencies_have_their_own_prices() -> None:
    item = make_item(code="USD-1", sale_price=Decimal(10))
    make_price(item.pk, "1.5", currency="USD", min_quantity=Decimal(1))

    assert price_of(item.pk, currency="USD") == LinePrice(
        Decimal("1.5000"), Decimal("1.5000"), None, "step", Decimal(0)
    )
    assert price_of(item.pk).unit_price == Decimal(10)
    with pytest.raises(PriceMissing) as refused:
        price_of(item.pk, currency="EUR")
    assert "USD-1" in refused.value.text
    assert "EUR" in refused.value.text


@pytest.mark.spec("CAT-006", "CAT-020")
def test_a_list_price_of_another_currency_is_converted_and_rounded_to_the_decimals() -> None:
    item = make_item(code="YEN-1", sale_price=Decimal(10), minimum_price=Decimal(8))
    rate("JPY", "0.048", TODAY)
    rate("USD", "7.1234", TODAY)

    assert told(price_of(item.pk, currency="JPY")) == (Decimal(208), Decimal(208), Decimal(167), "converted")
    assert told(price_of(item.pk, currency="USD")) == (Decimal("1.40"), Decimal("1.40"), Decimal("1.12"), "converted")
    make_price(item.pk, "1.3", currency="USD", min_quantity=Decimal(1))
    assert told(price_of(item.pk, currency="USD")) == (Decimal("1.3"), Decimal("1.40"), Decimal("1.12"), "step")
    with pytest.raises(PriceMissing):
        price_of(item.pk, currency="JPY", on=day(-1))


@pytest.mark.spec("CAT-006")
def test_the_number_of_statements_does_not_depend_on_the_number_of_lines() -> None:
    category = make_category()
    items = [make_item(category=category) for _ in range(12)]
    for item in items[:5]:
        make_price(item.pk, "3", price_level_id=level())

    with CaptureQueriesContext(connection) as statements:
        found = line_prices(
            customer_id=None, price_level="wholesale", on=TODAY, wanted=[(item.pk, Decimal(1)) for item in items]
        )

    assert len(statements) <= 2
    assert [price.source for price in found] == ["level"] * 5 + ["list"] * 7
    assert line_prices(customer_id=1, price_level="", on=TODAY, wanted=[]) == []


def test_one_item_on_two_lines_is_priced_by_each_quantity() -> None:
    item = make_item(sale_price=Decimal(10))
    make_price(item.pk, "9", min_quantity=Decimal(5))

    found = line_prices(
        customer_id=None, price_level="", on=TODAY, wanted=[(item.pk, Decimal(1)), (item.pk, Decimal(5))]
    )

    assert [price.unit_price for price in found] == [10, 9]


@pytest.mark.spec("CAT-006")
def test_a_new_list_price_holds_at_once() -> None:
    item = make_item(sale_price=Decimal(10))

    edit_item(item_id=item.pk, version=1, values={"sale_price": Decimal(11)}, actor=Actor.system(), at=NOW)

    assert price_of(item.pk).unit_price == Decimal(11)


# ---- the definition, written down a second time and compared ---------------------------------------------------------
@dataclass(frozen=True)
class Offer:
    """One price that was set: purpose, days from today, price."""

    purpose: tuple[str, int]
    start: int
    length: int | None
    price: int

    def holds(self, on: int) -> bool:
        return self.start <= on and (self.length is None or on < self.start + self.length)


offers = st.lists(
    st.builds(
        Offer,
        purpose=st.sampled_from(
            [("customer", 0), ("customer", 1), ("level", 0), ("level", 1), ("step", 5), ("step", 20)]
        ),
        start=st.integers(0, 8),
        length=st.none() | st.integers(1, 6),
        price=st.integers(0, 500),
    ),
    max_size=8,
)


def expected(
    given_offers: list[Offer], on: int, quantity: int, customer: int | None, level_index: int | None
) -> tuple[Decimal, str]:
    """Later settings win for the days they cover; then customer, level, highest step reached, list."""
    live: dict[tuple[str, int], int] = {}
    for offer in given_offers:
        if offer.holds(on):
            live[offer.purpose] = offer.price
    if customer is not None and ("customer", customer) in live:
        return Decimal(live["customer", customer]), "customer"
    if level_index is not None and ("level", level_index) in live:
        return Decimal(live["level", level_index]), "level"
    reached = [q for kind, q in live if kind == "step" and q <= quantity]
    return (Decimal(live["step", max(reached)]), "step") if reached else (Decimal(1000), "list")


@pytest.mark.spec("CAT-006")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_offers=offers,
    asked=st.lists(st.tuples(st.integers(0, 16), st.sampled_from([1, 5, 19, 20])), min_size=3, max_size=6),
)
def test_the_most_specific_price_valid_on_the_day_holds_whatever_was_set_before(
    given_offers: list[Offer], asked: list[tuple[int, int]]
) -> None:
    customers = [make_customer(f"C-{PriceRule.objects.count()}-{n}-{id(given_offers)}") for n in (0, 1)]
    levels = ["wholesale", "agreement"]
    item = make_item(sale_price=Decimal(1000))
    for offer in given_offers:
        kind, index = offer.purpose
        purpose = {
            "customer": lambda i: {"customer_id": customers[i]},
            "level": lambda i: {"price_level_id": level(levels[i])},
            "step": lambda i: {"min_quantity": Decimal(i)},
        }[kind](index)
        end = None if offer.length is None else offer.start + offer.length - 1
        make_price(item.pk, str(offer.price), start=offer.start, end=end, **purpose)

    for on, quantity in asked:
        for customer in (None, 0, 1):
            for level_index in (None, 0, 1):
                found = price_of(
                    item.pk, str(quantity), on=TODAY + timedelta(days=on),
                    customer_id=None if customer is None else customers[customer],
                    price_level="" if level_index is None else levels[level_index],
                )  # fmt: skip
                assert (found.unit_price, found.source) == expected(given_offers, on, quantity, customer, level_index)
