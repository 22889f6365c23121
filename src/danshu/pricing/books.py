"""The prices of many customers at once: an import prices a thousand orders with one statement (CAT-006)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from danshu.kit.arrays import array
from danshu.kit.questions import Question, Rows
from danshu.pricing.queries import ItemOffers, Offers

RULES = """
SELECT rule.item_id, rule.kind, rule.currency, rule.min_quantity, rule.price, rule.customer_id,
    level.code AS level_code, level.id::text AS level_key
FROM pricing_pricerule AS rule LEFT JOIN dictionaries_value AS level ON level.id = rule.price_level_id
WHERE rule.item_id = ANY(%(book_items)s::bigint[]) AND rule.valid @> %(book_day)s::date
AND (rule.customer_id IS NULL OR rule.customer_id = ANY(%(book_customers)s::bigint[]))
"""
Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PriceBook:
    """The rules of some items that hold on one day for some customers."""

    rules: Mapping[int, list[Rule]]

    def offers(self, item_ids: Iterable[int], *, customer_id: int, price_level: str, currency: str) -> Offers:
        """What `offers_question` answers for one customer of the book, without asking."""
        found: dict[int, ItemOffers] = {}
        for item_id in set(item_ids):
            offers = ItemOffers()
            for rule in self.rules.get(item_id, ()):
                if rule["currency"] == currency:
                    _apply(offers, rule, customer_id, price_level)
            found[item_id] = offers
        return found


def price_book(item_ids: Collection[int], customer_ids: Collection[int], *, on: date) -> PriceBook:
    """Read the rules of these items on a day: those for everybody, for levels, and for these customers. One statement."""
    parameters = {
        "book_items": array(sorted(set(item_ids))), "book_customers": array(sorted(set(customer_ids))), "book_day": on,
    }  # fmt: skip
    return Question(RULES, parameters, _book).answer()


def _book(rows: Rows) -> PriceBook:
    rules: defaultdict[int, list[Rule]] = defaultdict(list)
    for row in rows:
        rules[row["item_id"]].append(row)
    return PriceBook(dict(rules))


def _apply(offers: ItemOffers, rule: Rule, customer_id: int, price_level: str) -> None:
    price: Decimal = rule["price"]
    if rule["kind"] == "step":
        offers.steps += ((rule["min_quantity"], price),)
    elif rule["kind"] == "customer":
        if rule["customer_id"] == customer_id:
            offers.customer = price
    elif price_level and price_level in (rule["level_code"], rule["level_key"]):
        offers.level = price
