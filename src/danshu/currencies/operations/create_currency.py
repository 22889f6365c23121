"""Add a currency (CAT-020)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import chain

from danshu.currencies.keeping import add_rate, require_rate
from danshu.currencies.models import Currency
from danshu.currencies.permissions import EDIT_CURRENCY
from danshu.currencies.queries import base_currency
from danshu.currencies.rules import CurrencyValues, currency_problems, rate_problems, require, tidy
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.parameters.queries import forget


@operation("currencies.create_currency", permission=EDIT_CURRENCY, label=("新建货币", "Create currency"))
def create_currency(
    *,
    values: CurrencyValues,
    rate: Decimal | None = None,
    effective_date: date | None = None,
    actor: Actor,
    at: datetime,
) -> Currency:
    """Add a currency with its first rate: what one unit is worth in the base currency from a day on.

    Only the base currency itself needs no rate. Raises FieldErrors naming every wrong field, CurrencyCodeTaken,
    BaseHasNoRate, NoRate when it is to be ordered in before the rate counts.
    """
    given = {"code": "", "name": "", **tidy(values)}
    is_base = given["code"] == base_currency()
    require(
        chain(currency_problems(given), rate_problems(rate, effective_date, needed=not is_base)), code=given["code"]
    )
    currency = Currency(created_at=at, updated_at=at, updated_by_name=actor.name, **given)
    currency.save(force_insert=True)
    changes = {name: (None, value) for name, value in given.items() if value}
    current_context().changed("currencies.currency", currency.pk, label=str(currency), changes=changes)
    if rate is not None and effective_date is not None:
        add_rate(currency, rate, effective_date, actor=actor, at=at)
    if currency.is_orderable:
        require_rate(currency, at=at)
    forget()
    return currency
