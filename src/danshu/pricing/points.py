"""Equalities for exclusion constraints without extensions: the overlap of one-point ranges. Migrations name these."""

from __future__ import annotations

from typing import Any

from django.db.models import Func


class Point(Func):
    """An equality for an exclusion constraint without extensions: the overlap of one-point ranges."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(expression, expression, **extra)


class NumericPoint(Point):
    """The same for numbers with decimals."""

    function = "numrange"


class CurrencyPoint(Func):
    """Three letters as one number, exactly."""

    template = (
        "int4range(ascii(substr(%(expressions)s, 1, 1)) * 65536 + ascii(substr(%(expressions)s, 2, 1)) * 256"
        " + ascii(substr(%(expressions)s, 3, 1)), ascii(substr(%(expressions)s, 1, 1)) * 65536"
        " + ascii(substr(%(expressions)s, 2, 1)) * 256 + ascii(substr(%(expressions)s, 3, 1)), '[]')"
    )
