"""The history of prices leads to the prices of today (`danshu verify`)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from danshu.kit.verification import check

LAST = """
SELECT item.id, item.code, price.kind, price.now, last.new
FROM catalog_item item
CROSS JOIN LATERAL (VALUES ('sale_price', item.sale_price), ('guide_price', item.guide_price),
    ('purchase_price', item.purchase_price), ('minimum_price', item.minimum_price)) AS price(kind, now)
LEFT JOIN LATERAL (
    SELECT new FROM pricing_pricechange change
    WHERE change.item_id = item.id AND change.kind = price.kind ORDER BY change.id DESC LIMIT 1
) last ON true
WHERE price.now IS DISTINCT FROM last.new ORDER BY item.id, price.kind
"""
WITHOUT = """
SELECT rule.id, rule.item_id FROM pricing_pricerule rule
WHERE NOT EXISTS (
    SELECT 1 FROM pricing_pricechange change
    WHERE change.item_id = rule.item_id AND change.kind = rule.kind AND change.new = rule.price
    AND change.currency = rule.currency AND change.customer_id IS NOT DISTINCT FROM rule.customer_id
    AND change.price_level_id IS NOT DISTINCT FROM rule.price_level_id
    AND change.min_quantity IS NOT DISTINCT FROM rule.min_quantity
) ORDER BY rule.id
"""


@check("CAT-006", "pricing.list_price_history")
def the_last_change_is_the_price() -> Iterator[str]:
    """Each price of an item is what the last line of its history says."""
    with connection.cursor() as cursor:
        cursor.execute(LAST)
        for pk, code, kind, now, last in cursor.fetchall():
            yield f"item {pk} {code}: {kind} is {now}, its history says {last}"


@check("CAT-006", "pricing.rule_history")
def every_rule_is_in_the_history() -> Iterator[str]:
    """No price for a customer, a level or a quantity came into being without a line of the history."""
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT)
        for pk, item_id in cursor.fetchall():
            yield f"price rule {pk} of item {item_id} is not in the history"
