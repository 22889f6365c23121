"""The demo's assortment, and what `danshu verify` says about the catalogue."""

from __future__ import annotations

import pytest
from django.db import connection

from danshu.catalog import demo
from danshu.catalog.models import Category, Item
from danshu.catalog.tests.factories import NOW, make_category, make_item
from danshu.catalog.verification import (
    categories_form_a_tree,
    invalid_categories_hold_nothing_valid,
    items_are_found_by_their_texts,
)
from danshu.kit.actor import Actor
from danshu.pricing import demo as prices
from danshu.pricing.models import PriceRule
from danshu.pricing.verification import every_rule_is_in_the_history, the_last_change_is_the_price

pytestmark = pytest.mark.django_db
CHECKS = (
    categories_form_a_tree,
    invalid_categories_hold_nothing_valid,
    items_are_found_by_their_texts,
    the_last_change_is_the_price,
    every_rule_is_in_the_history,
)


def found() -> list[str]:
    """Everything the checks name."""
    return [text for check in CHECKS for text in check()]


def test_the_demo_has_sixty_products_in_a_tree_with_prices_and_nothing_to_verify() -> None:
    for _twice in range(2):
        demo.build(Actor.system(), NOW)
        prices.build(Actor.system(), NOW)

    assert Item.objects.count() == 60
    assert Item.objects.filter(kind="service").count() == 7
    assert Item.objects.filter(is_on_sale=False).count() == 1
    assert Item.objects.exclude(barcode="").values("barcode").distinct().count() == 53
    assert Category.objects.filter(parent=None).count() == 6
    assert PriceRule.objects.count() > 40
    assert Item.objects.filter(created_at__lt=NOW).count() == 60
    assert found() == []


@pytest.mark.spec("CAT-005", "CAT-006")
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE catalog_category SET tree_key = '000009.' WHERE name = '洗手'", "洗手"),
        ("UPDATE catalog_category SET is_valid = false WHERE name = '清洁'", "清洁"),
        ("UPDATE catalog_item SET search_text = 'x' WHERE code = 'A-1'", "A-1"),
        ("UPDATE catalog_item SET name = '别的' WHERE code = 'A-1'", "A-1"),
        ("UPDATE catalog_item SET sale_price = 1 WHERE code = 'A-1'", "sale_price"),
        ("UPDATE pricing_pricerule SET price = 1", "price rule"),
    ],
)
def test_each_planted_corruption_is_found_and_named(statement: str, named: str) -> None:
    from danshu.pricing.tests.factories import level, make_price

    top = make_category("清洁")
    item = make_item(code="A-1", category=make_category("洗手", top))
    make_price(item.pk, "9", price_level_id=level())
    assert found() == []

    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert any(named in text for text in found())
