"""A book of prices says for each customer what asking for him alone says (CAT-006, SYS-009)."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danshu.catalog.tests.factories import make_item
from danshu.pricing.books import price_book
from danshu.pricing.queries import line_prices
from danshu.pricing.tests.factories import day, level, make_customer, make_price

pytestmark = [pytest.mark.django_db, pytest.mark.spec("CAT-006", "SYS-009")]


def test_a_book_gives_every_customer_level_and_currency_the_price_that_asking_alone_gives() -> None:
    items = [make_item(sale_price=Decimal(20)).pk for _ in range(3)]
    first, second = make_customer(), make_customer("C-2")
    make_price(items[0], "9", customer_id=first)
    make_price(items[0], "11", price_level_id=level("wholesale"))
    make_price(items[1], "12", price_level_id=level("retail"))
    make_price(items[1], "13", min_quantity=Decimal(5))
    make_price(items[1], "10", min_quantity=Decimal(10))
    make_price(items[2], "7", customer_id=second, start=3)
    wanted = [(item, Decimal(count)) for item, count in product(items, (1, 5, 12))]

    for offset in (0, 3):
        with CaptureQueriesContext(connection) as captured:
            book = price_book(items, [first, second], on=day(offset))
        assert len(captured) == 1
        for customer, price_level in product((first, second), ("", "wholesale", "retail")):
            offers = book.offers(items, customer_id=customer, price_level=price_level, currency="CNY")
            facts = {"customer_id": customer, "price_level": price_level, "on": day(offset), "wanted": wanted}
            assert line_prices(**facts, offers=offers) == line_prices(**facts)
    assert book.offers(items, customer_id=first, price_level="", currency="USD")[items[0]].best(Decimal(1)) is None
