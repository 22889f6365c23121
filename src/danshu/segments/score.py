"""A value score from 0 to 100 out of recency, frequency and amount of the last 12 months (CUS-011).

    recency    1 on the day of an order, 0 a year after the last one
    frequency  1 from twelve orders on
    amount     1 from `value_score_full_amount` paid on

The weights are parameters; the score is a whole number, rounded half up.
"""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, DecimalField, Func, Value
from django.db.models.functions import Cast, Coalesce, Greatest, Least, Round

from danshu.billing.customer_figures import paid_amount
from danshu.parameters.queries import values
from danshu.sales.customer_figures import order_count
from danshu.sales.keeping import last_order_date
from danshu.segments.facts import Window

WEIGHTS = ("value_score_recency", "value_score_frequency", "value_score_amount")
FULL_AMOUNT = "value_score_full_amount"
YEAR_DAYS, FULL_ORDERS, MONTHS = 365, 12, 12
NUMBER = DecimalField(max_digits=20, decimal_places=6)


class _DaysSince(Func):
    template, arg_joiner = "(%(expressions)s)::numeric", " - "
    output_field = NUMBER


def value_score(window: Window) -> Any:
    """The score of the customer of the outer row, as an expression."""
    known = values((*WEIGHTS, FULL_AMOUNT))
    year = Window(window.at, MONTHS)
    age = _DaysSince(Value(window.today, output_field=DateField()), last_order_date())
    recency, frequency, amount = (known[name] for name in WEIGHTS)
    points = (
        _points(Coalesce(_number(YEAR_DAYS) - age, _number(0)), YEAR_DAYS, recency)
        + _points(Cast(order_count(year.first_date), NUMBER), FULL_ORDERS, frequency)
        + _points(Cast(paid_amount(year.begins_at), NUMBER), known[FULL_AMOUNT], amount)
    )
    return Round(points * _number(100) / _number(max(recency + frequency + amount, 1)), output_field=NUMBER)


def _number(value: Any) -> Value:
    return Value(value, output_field=NUMBER)


def _points(figure: Any, full: Any, weight: Any) -> Any:
    """The weight in the measure in which the full figure is reached; multiplied first, so that nothing is cut off."""
    return Least(Greatest(figure * _number(weight) / _number(full), _number(0)), _number(weight), output_field=NUMBER)
