"""The currency of an order and its rate: that of the order's day, kept from then on (CAT-020)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.currencies.keeping import hold_currency
from danshu.currencies.queries import is_orderable, rate_of
from danshu.kit.clock import business_date
from danshu.kit.errors import FieldProblem
from danshu.sales.models import Order


@dataclass(frozen=True, slots=True)
class Rated:
    """A currency, and what one unit of it is in the base currency."""

    currency: str
    rate: Decimal


def rated_currency(currency: str, *, order: Order | None, at: datetime) -> Rated | FieldProblem:
    """The currency with its rate; an order that is stored keeps its own as long as its currency stays.

    Otherwise the rate of the order's day, for a new order today. What is not offered for orders, or has no rate on the
    day, is a problem beside the field. No statement for the base currency.
    """
    if order is not None and order.currency == currency:
        return Rated(currency, order.rate)
    rate = None
    if is_orderable(currency) and hold_currency(currency):
        rate = rate_of(currency, business_date(at) if order is None else order.order_date)
    if rate is None:
        text = _("%(code)s 没有启用下单或没有汇率；选择其他币种，或请财务在“货币与汇率”里录入汇率")
        return FieldProblem("currency", "not_orderable", text % {"code": currency})
    return Rated(currency, rate)
