"""Invented rates of the demo company, month by month, and the currencies it sells in."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from danshu.currencies.models import Currency
from danshu.currencies.operations.edit_currency import edit_currency
from danshu.currencies.operations.record_rate import record_rate
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date

MONTH = timedelta(days=30)
# the oldest first, the last one is this month's
RATES = {
    "USD": ("7.1812", "7.1634", "7.1499", "7.1268", "7.1109"),
    "EUR": ("7.8250", "7.8431", "7.8702", "7.8515", "7.8376"),
    "HKD": ("0.9204", "0.9187", "0.9166", "0.9142", "0.9121"),
    "JPY": ("0.049120", "0.048805", "0.048377", "0.048011", "0.047862"),
}
ORDERABLE = ("USD", "EUR")


def build(*, actor: Actor, at: datetime) -> int:
    """Enter the rates of five months and enable two currencies for orders; returns how many rates there are."""
    known = {currency.code: currency.pk for currency in Currency.objects.filter(code__in=RATES)}
    for code, rates in RATES.items():
        for age, rate in enumerate(reversed(rates)):
            moment = at - age * MONTH
            record_rate(
                currency_id=known[code], rate=Decimal(rate), effective_date=business_date(moment).replace(day=1),
                actor=actor, at=moment,
            )  # fmt: skip
    for code in ORDERABLE:
        edit_currency(currency_id=known[code], values={"is_orderable": True}, actor=actor, at=at)
    return sum(map(len, RATES.values()))
