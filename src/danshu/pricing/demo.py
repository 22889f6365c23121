"""Prices of the demo company: wholesale prices, quantity steps, one promotion that begins soon."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from danshu.catalog.queries import OrderItem, find_items
from danshu.dictionaries.queries import id_of
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.parties.dictionaries import PRICE_LEVEL
from danshu.pricing.models import PriceRule
from danshu.pricing.operations.set_price import set_price

LEAD = timedelta(days=190)
CENT = Decimal("0.01")
GROUPS = ("QJ-", "ZP-", "BG-ZB")
STEPS = ((Decimal(50), Decimal("0.97")), (Decimal(200), Decimal("0.95")))


def build(actor: Actor, at: datetime) -> None:
    """Give about 25 products a wholesale price and some of them quantity steps; nothing when there are prices already."""
    if PriceRule.objects.exists():
        return
    began = at - LEAD
    wholesale, agreement = id_of(PRICE_LEVEL, "wholesale"), id_of(PRICE_LEVEL, "agreement")
    items = [item for group in GROUPS for item in find_items(group, limit=100, kinds=["goods"])]
    for number, item in enumerate(items):
        first = business_date(began)
        set_price(
            item_id=item.id,
            price=_share(item, "0.94"),
            price_level_id=wholesale,
            valid_from=first,
            actor=actor,
            at=began,
        )
        if number % 4 == 0:
            set_price(
                item_id=item.id, price=_share(item, "0.91"), price_level_id=agreement, valid_from=first, reason="年度协议",
                actor=actor, at=began,
            )  # fmt: skip
        for quantity, share in STEPS if number % 3 == 0 else ():
            set_price(
                item_id=item.id, price=(item.sale_price * share).quantize(CENT, ROUND_HALF_UP), min_quantity=quantity,
                valid_from=first, actor=actor, at=began,
            )  # fmt: skip
    for item in items[:2]:
        start = business_date(at) + timedelta(days=7)
        set_price(
            item_id=item.id, price=_share(item, "0.92"), price_level_id=wholesale, valid_from=start,
            valid_until=start + timedelta(days=13), reason="季末促销", actor=actor, at=at,
        )  # fmt: skip


def _share(item: OrderItem, share: str) -> Decimal:
    return (item.sale_price * Decimal(share)).quantize(CENT, ROUND_HALF_UP)
