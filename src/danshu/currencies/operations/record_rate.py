"""Enter a rate (CAT-020)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from danshu.currencies.keeping import add_rate, locked_currency
from danshu.currencies.models import Rate
from danshu.currencies.permissions import RECORD_RATE
from danshu.currencies.rules import rate_problems, remark_problems, require
from danshu.kit.actor import Actor
from danshu.kit.errors import FieldProblem
from danshu.kit.operation import operation


@operation("currencies.record_rate", permission=RECORD_RATE, label=("录入汇率", "Enter exchange rate"))
def record_rate(
    *, currency_id: int, rate: Decimal, effective_date: date, remark: str = "", actor: Actor, at: datetime
) -> Rate:
    """From `effective_date` on one unit of the currency is worth `rate` in the base currency, until the next rate.

    rate: above 0, at most 6 decimals. What was made before keeps its rate. Of several for one day the last one counts;
    the others stay in the history. Raises NotFound, CurrencyClosed, BaseHasNoRate, FieldErrors.
    """
    require(_problems(rate, effective_date, remark))
    currency = locked_currency(currency_id)
    return add_rate(currency, rate, effective_date, remark=remark.strip(), actor=actor, at=at)


def _problems(rate: Decimal, effective_date: date, remark: str) -> Iterator[FieldProblem]:
    yield from rate_problems(rate, effective_date)
    yield from remark_problems(remark)
