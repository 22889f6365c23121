"""How a whole column is written. Decided over all its cells, because one cell alone can be read two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from danshu.exchange.fields import FieldType

SHORT_DATE = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}\b")
COMMA_DECIMAL = re.compile(r"[^\d]*\d+(?:\.\d{3})*,\d{1,2}\D*$|.*\.\d{3},\d+\D*$")
PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?$")
MOMENTS = (FieldType.DATE, FieldType.DATETIME)
NUMBERS = (FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT)


@dataclass(frozen=True, slots=True)
class ColumnStyle:
    """date_order: "dmy" or "mdy" for dates such as 3/4/2017, "?" when nothing in the column decides it, "" when there
    are none. decimal_comma: 1.234,56. percent_points: 13 means 13 %. from_text: the file is csv or the like, so a
    leading apostrophe is the mark our own export sets before = + - @. keys: the text was chosen in the wizard and may
    be the key of a value.
    """

    date_order: str = ""
    decimal_comma: bool = False
    percent_points: bool = False
    from_text: bool = False
    keys: bool = False


def style_of(kind: FieldType, cells: Iterable[tuple[str, str]], *, from_text: bool = False) -> ColumnStyle:
    """The habits of a column of this type, from all its (kind, text) cells."""
    style = ColumnStyle(from_text=from_text)
    if kind in MOMENTS:
        return replace(style, date_order=_date_order(cells))
    if kind not in NUMBERS:
        return style
    comma = points = False
    for letter, text in cells:
        if letter == "s":
            comma = comma or bool(COMMA_DECIMAL.match(text))
        points = points or (kind == FieldType.PERCENT and _above_one(text))
    return replace(style, decimal_comma=comma, percent_points=points)


def _above_one(text: str) -> bool:
    return bool(PLAIN_NUMBER.match(text.strip())) and abs(float(text)) > 1


def _date_order(cells: Iterable[tuple[str, str]]) -> str:
    day_first = month_first = short = False
    for letter, text in cells:
        match = SHORT_DATE.match(text) if letter == "s" else None
        if match:
            short = True
            first, second = int(match[1]), int(match[2])
            day_first = day_first or first > 12
            month_first = month_first or second > 12
    if not short:
        return ""
    if day_first == month_first:  # nothing decides it, or the column contradicts itself
        return "?"
    return "dmy" if day_first else "mdy"
