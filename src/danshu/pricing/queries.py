"""Which price holds: for order lines, and for pages (CAT-006)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from danshu.catalog.permissions import COST_VIEW
from danshu.catalog.queries import ListPrice, OrderItem, items_named, list_prices
from danshu.currencies.queries import rate_of
from danshu.kit.actor import Actor
from danshu.kit.arrays import array
from danshu.kit.money import ZERO, round_amount
from danshu.kit.querysets import scope_filter
from danshu.kit.questions import Question, Rows
from danshu.kit.words import listed
from danshu.parties.permissions import CHOOSE_CUSTOMERS
from danshu.pricing.errors import PriceMissing
from danshu.pricing.models import PriceChange, PriceRule

ONE = Decimal(1)
# A level is named by its code, or by its key when administrators added it without one (see OrderCustomer.price_level).
# Where neither level nor currency is told, the customer's own count.
RULES = """
WITH terms AS MATERIALIZED (
    SELECT nullif(coalesce(%(price_level)s::text, own.level), '') AS level,
        coalesce(%(price_currency)s::text, own.currency) AS currency
    FROM (VALUES (1)) AS one LEFT JOIN (
        SELECT c.currency, coalesce(nullif(v.code, ''), v.id::text) AS level
        FROM parties_customer c LEFT JOIN dictionaries_value v ON v.id = c.price_level_id
        WHERE c.id = %(price_customer)s::bigint) AS own ON true
)
SELECT rule.item_id, rule.kind, rule.min_quantity, rule.price
FROM terms CROSS JOIN pricing_pricerule AS rule LEFT JOIN dictionaries_value AS level ON level.id = rule.price_level_id
WHERE rule.item_id = ANY(%(price_items)s::bigint[]) AND rule.currency = terms.currency
AND rule.valid @> %(price_day)s::date
AND (rule.customer_id = %(price_customer)s::bigint OR rule.kind = 'step'
     OR level.code = terms.level OR level.id::text = terms.level)
"""


@dataclass(frozen=True, slots=True)
class LinePrice:
    """The price of one line: what it costs, what the list says, what it must not fall below without approval.

    source: "customer", "level", "step" or "list", in the order in which they are tried; "converted" is the list price of
    another currency. Prices per unit of the item. factor: what one unit of the item's currency is in that of the
    document, zero when nobody knows.
    """

    unit_price: Decimal
    list_price: Decimal
    minimum_price: Decimal | None
    source: str
    factor: Decimal = ONE


@dataclass(slots=True)
class ItemOffers:
    """The prices that could hold for one item."""

    customer: Decimal | None = None
    level: Decimal | None = None
    steps: tuple[tuple[Decimal, Decimal], ...] = ()

    def best(self, quantity: Decimal) -> tuple[Decimal, str] | None:
        if self.customer is not None:
            return self.customer, "customer"
        if self.level is not None:
            return self.level, "level"
        reached = [step for step in self.steps if step[0] <= quantity]
        return (max(reached)[1], "step") if reached else None


Offers = Mapping[int, ItemOffers]


def line_prices(
    *,
    customer_id: int | None,
    price_level: str,
    on: date,
    wanted: Sequence[tuple[int, Decimal]],
    currency: str = "CNY",
    rate: Decimal | None = None,
    items: Mapping[int, OrderItem] | None = None,
    offers: Offers | None = None,
) -> list[LinePrice]:
    """Prices for (item, quantity) pairs, in their order; two statements whatever their number (CAT-006).

    `items`: the same items where the caller has just read them; then it is one statement. `offers`: the answer to
    `offers_question` for the same customer, day and items; then it is one less.

    The customer's own price, else the one of his price level, else the highest quantity step reached, else the list
    price; of each only what is valid on the day and in the document's currency. A list price in another currency is
    converted by the rates to the base currency and rounded to the document's decimals (CAT-020). rate: that of the
    document's currency where the document has one already, else that of the day. Where no rate is known PriceMissing
    names the items without a price. Unknown items raise KeyError.
    """
    ids = {item_id for item_id, _quantity in wanted}
    if not ids:
        return []
    priced = list_prices(ids) if items is None else items
    if offers is None:
        offers = offers_question(
            ids, customer_id=customer_id, price_level=price_level, on=on, currency=currency
        ).answer()
    factors = _factors({priced[item_id].currency for item_id in ids}, currency, rate, on)
    found = [
        _price(priced[item_id], offers.get(item_id), quantity, currency, factors[priced[item_id].currency])
        for item_id, quantity in wanted
    ]
    missing = [item_id for (item_id, _quantity), price in zip(wanted, found, strict=True) if price is None]
    if missing:
        raise PriceMissing(field="currency", items=listed(items_named(missing).values()), currency=currency)
    return [price for price in found if price is not None]


def _factors(listed: Collection[str], currency: str, rate: Decimal | None, on: date) -> dict[str, Decimal | None]:
    """What one unit of each currency is in the document's; no statement where they are the same."""
    found: dict[str, Decimal | None] = {currency: ONE}
    others = [code for code in listed if code != currency]
    if others:
        own = rate_of(currency, on) if rate is None else rate
        for code in others:
            theirs = rate_of(code, on)
            found[code] = None if own is None or theirs is None else theirs / own
    return found


def _price(
    listed: ListPrice | OrderItem, offers: ItemOffers | None, quantity: Decimal, currency: str, factor: Decimal | None
) -> LinePrice | None:
    best = offers.best(quantity) if offers else None
    if listed.currency == currency:
        price, source = best or (listed.sale_price, "list")
        return LinePrice(price, listed.sale_price, listed.minimum_price, source)
    if factor is None:
        return LinePrice(best[0], best[0], None, best[1], ZERO) if best else None
    own, lowest = round_amount(listed.sale_price * factor, currency), listed.minimum_price
    price, source = best or (own, "converted")
    return LinePrice(price, own, None if lowest is None else round_amount(lowest * factor, currency), source, factor)


def offers_question(
    ids: Collection[int], *, customer_id: int | None, on: date, price_level: str | None = None, currency: str = ""
) -> Question[Offers]:
    """The prices of items beside their list prices, for `line_prices`.

    Without `price_level` and `currency` those of the customer count, whoever he is: it can be asked before he is known.
    """
    parameters: dict[str, Any] = {
        "price_items": array(sorted(set(ids))), "price_currency": currency or None, "price_day": on,
        "price_customer": customer_id, "price_level": price_level,
    }  # fmt: skip
    return Question(RULES, parameters, _offers)


def _offers(rows: Rows) -> Offers:
    found: dict[int, ItemOffers] = {}
    for row in rows:
        offers = found.setdefault(row["item_id"], ItemOffers())
        if row["kind"] == "step":
            offers.steps += ((row["min_quantity"], row["price"]),)
        elif row["kind"] == "customer":
            offers.customer = row["price"]
        else:
            offers.level = row["price"]
    return found


# ---- for pages ------------------------------------------------------------------------------------------------------
def visible_rules(actor: Actor) -> QuerySet[PriceRule]:
    """The price rules an actor may see: those of customers only where the customer exists for him (ACC-022)."""
    scope = actor.scope(CHOOSE_CUSTOMERS)
    if scope.everything:
        return PriceRule.objects.all()
    known = scope_filter(scope, unit="customer__unit_id", owner="customer__owner_id")
    return PriceRule.objects.filter(Q(customer=None) | known)


def visible_changes(actor: Actor) -> QuerySet[PriceChange]:
    """The lines of the price history an actor may see: no purchase prices without the right, no foreign customers."""
    rows = PriceChange.objects.all()
    if not actor.can(COST_VIEW):
        rows = rows.exclude(kind="purchase_price")
    if actor.scope(CHOOSE_CUSTOMERS).everything:
        return rows
    seen = visible_rules(actor).filter(kind="customer").values("customer_id")
    return rows.filter(Q(customer_id=None) | Q(customer_id__in=seen))


def rules_of(item_id: int, *, actor: Actor) -> list[PriceRule]:
    """The rules of an item, sorted as they are tried: customers, levels, steps; newest days first within each."""
    rows = visible_rules(actor).filter(item_id=item_id).select_related("customer", "price_level")
    order = {"customer": 0, "level": 1, "step": 2}
    return sorted(
        rows,
        key=lambda r: (
            order[r.kind],
            r.customer_id or r.price_level_id or 0,
            r.min_quantity or 0,
            -r.first_day.toordinal(),
        ),
    )
