"""For whom a price holds, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from danshu.pricing.models import PriceRule, RuleKind


def target_of(rule: PriceRule) -> str:
    """The customer, the price level, or the quantity from which the price holds."""
    if rule.kind == RuleKind.CUSTOMER:
        return str(getattr(rule.customer, "name", "") or "")
    if rule.kind == RuleKind.LEVEL:
        return str(rule.price_level or "")
    return _("满 %(quantity)s") % {"quantity": quantity_text(rule)}


def quantity_text(rule: PriceRule) -> str:
    """The quantity without needless zeros."""
    return "" if rule.min_quantity is None else f"{rule.min_quantity.normalize():f}"


def level_code(rule: PriceRule) -> str:
    """The stable code of the price level, its key when it has none; "" for other prices."""
    level = rule.price_level
    return "" if level is None else level.code or str(level.pk)
