"""What became of the prices of an order that was saved, in words (ORD-006)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from danshu.kit.words import clauses, listed
from danshu.sales.models import OrderLine
from danshu.ui.formats import price_text

SHOWN = 3


def prices_said(before: Sequence[OrderLine], after: Sequence[OrderLine]) -> str:
    """Which lines got another price, and which kept theirs though the price list has moved on; empty for neither."""
    old = {line.pk: line for line in before}
    changed, kept = [], []
    for line in after:
        was = old.get(line.pk)
        if was is None or was.item_id != line.item_id:
            continue
        if was.unit_price != line.unit_price:
            changed.append(f"{line.item_code} {price_text(was.unit_price)} → {price_text(line.unit_price)}")
        elif was.list_price != line.list_price and line.price_source == "manual":
            kept.append(f"{line.item_code} {price_text(line.unit_price)}")
    told = []
    if changed:
        told.append(_("单价已改：%(lines)s") % {"lines": listed(changed[:SHOWN])})
    if kept:
        told.append(_("单价按原价保留：%(lines)s") % {"lines": listed(kept[:SHOWN])})
    return clauses(told)
