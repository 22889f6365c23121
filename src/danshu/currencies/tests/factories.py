"""Currencies and rates for tests; made by the real operations."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from danshu.currencies.models import Currency, Rate
from danshu.currencies.operations.edit_currency import edit_currency
from danshu.currencies.operations.record_rate import record_rate
from danshu.kit.actor import Actor

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
DAY = date(2026, 9, 18)
SYSTEM = Actor.system()


def currency(code: str) -> Currency:
    """A delivered currency."""
    return Currency.objects.get(code=code)


def rate(code: str, value: str, day: date = DAY, *, at: datetime = NOON) -> Rate:
    """A rate to the base currency from a day on."""
    return record_rate(currency_id=currency(code).pk, rate=Decimal(value), effective_date=day, actor=SYSTEM, at=at)


def orderable(code: str, value: str, day: date = date(2026, 1, 1)) -> Currency:
    """A delivered currency with a rate, enabled for orders."""
    rate(code, value, day)
    return edit_currency(currency_id=currency(code).pk, values={"is_orderable": True}, actor=SYSTEM, at=NOON)
