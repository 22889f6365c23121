"""Agreed prices of a customer that is taken into another one follow it (CUS-003)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.kit.words import listed
from danshu.parties.merging.registry import Pair, move

OVERLAP = """
SELECT DISTINCT i.code FROM pricing_pricerule a
JOIN pricing_pricerule b ON b.item_id = a.item_id AND b.currency = a.currency AND b.valid && a.valid
JOIN catalog_item i ON i.id = a.item_id
WHERE a.customer_id = %s AND b.customer_id = %s ORDER BY 1 LIMIT 5
"""


def _two_prices(pair: Pair) -> Sequence[str]:
    """Both may have a price for one item in the same days: which of them was agreed is for people to say."""
    with connection.cursor() as cursor:
        cursor.execute(OVERLAP, [pair.loser.pk, pair.survivor.pk])
        codes = [code for (code,) in cursor.fetchall()]
    return [_("两家都有商品 %(codes)s 的客户价") % {"codes": listed(codes)}] if codes else []


move("pricing.PriceRule", "customer", what=gettext_lazy("客户价"), conflicts=_two_prices)
