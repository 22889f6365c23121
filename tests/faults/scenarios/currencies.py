"""Operations on currencies and rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from danshu.currencies.operations.create_currency import create_currency
from danshu.currencies.operations.delete_currency import delete_currency
from danshu.currencies.operations.edit_currency import edit_currency
from danshu.currencies.operations.invalidate_currency import invalidate_currency
from danshu.currencies.operations.record_rate import record_rate
from danshu.currencies.operations.withdraw_rate import withdraw_rate
from danshu.currencies.tests.factories import currency, rate
from tests.faults.crash import ACTOR, AT, Scenario, scenario

DAY = date(2026, 9, 18)


@scenario("currencies.create_currency")
def _create() -> Scenario:
    """The currency with its first rate, or neither."""
    values = {"code": "CHF", "name": "瑞士法郎", "is_orderable": True}
    return lambda: create_currency(values=values, rate=Decimal("8.1"), effective_date=DAY, actor=ACTOR, at=AT)


@scenario("currencies.edit_currency")
def _edit() -> Scenario:
    usd = currency("USD")
    return lambda: edit_currency(currency_id=usd.pk, values={"name": "美金"}, version=1, actor=ACTOR, at=AT)


@scenario("currencies.invalidate_currency")
def _invalidate() -> Scenario:
    usd = currency("USD")
    return lambda: invalidate_currency(currency_id=usd.pk, version=1, actor=ACTOR, at=AT)


@scenario("currencies.delete_currency")
def _delete() -> Scenario:
    """The currency goes with its rates, or both stay."""
    rate("VND", "0.0003")
    vnd = currency("VND")
    return lambda: delete_currency(currency_id=vnd.pk, version=1, actor=ACTOR, at=AT)


@scenario("currencies.record_rate")
def _record() -> Scenario:
    usd = currency("USD")
    return lambda: record_rate(currency_id=usd.pk, rate=Decimal("7.1"), effective_date=DAY, actor=ACTOR, at=AT)


@scenario("currencies.withdraw_rate")
def _withdraw() -> Scenario:
    wrong = rate("USD", "71")
    return lambda: withdraw_rate(rate_id=wrong.pk, actor=ACTOR, at=AT)
