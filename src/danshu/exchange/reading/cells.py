"""Cells in the compact form that travels to the parent and is staged: a kind letter and a text each.

s text, n number (shortest exact decimal), d date, t date and time, h time of day, p duration, b boolean, e error value
of the spreadsheet, - empty.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from danshu.exchange.reading.refusal import Refusal, cell_name

EXCEL_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"})
EXACT_DIGITS = 15  # what a spreadsheet keeps of a number; the rest is noise of binary fractions
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def number_text(value: float) -> str:
    """The number as a person sees it: 123.0 is 123, 2087.0249999999996 is 2087.025; "" for NaN and infinity."""
    text = repr(value)
    if text[-2:] == ".0" and len(text) <= EXACT_DIGITS + 2:
        return text[:-2]
    if len(text) <= EXACT_DIGITS + 1 and "e" not in text and "n" not in text:
        return text
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    text = f"{value:.{EXACT_DIGITS}g}"
    return format(Decimal(text), "f") if "e" in text and 1e-12 < abs(value) < 1e21 else text


def encode_values(number: int, values: Sequence[Any], limit: int) -> str:
    """One line for the pipe: row number, kinds, texts; "" for a blank row. Raises Refusal for what nobody can store."""
    kinds: list[str] = []
    texts: list[str] = []
    for value in values:
        kind = type(value)
        if kind is str:
            if not value:
                kinds.append("-")
            else:
                kinds.append("e" if value[0] == "#" and value in EXCEL_ERRORS else "s")
            texts.append(value)
        elif kind is float:
            text = number_text(value)
            kinds.append("n" if text else "e")
            texts.append(text or "#NUM!")
        else:
            letter, text = _other(value)
            kinds.append(letter)
            texts.append(text)
    return _line(number, kinds, texts, limit)


def _other(value: Any) -> tuple[str, str]:
    if value is None:
        return "-", ""
    if isinstance(value, bool):
        return "b", "true" if value else "false"
    if isinstance(value, int):
        return "n", str(value)
    if isinstance(value, datetime):
        return "t", value.isoformat(" ")
    if isinstance(value, date):
        return "d", value.isoformat()
    if isinstance(value, time):
        return "h", value.isoformat()
    if isinstance(value, timedelta):
        return "p", number_text(value.total_seconds())
    return "s", str(value)


def _line(number: int, kinds: list[str], texts: list[str], limit: int) -> str:
    width = len(texts)
    while width and not (texts[width - 1] and texts[width - 1].strip()):
        width -= 1
    if not width:
        return ""
    if width < len(texts):
        del kinds[width:], texts[width:]
    line = _encode(texts)
    if "\\u0000" in line or len(line) > limit:
        _refuse(number, texts, limit)
    return f"{number}\t{''.join(kinds)}\t{line}\n"


def encode_texts(number: int, texts: list[str], limit: int) -> str:
    """The same for a row of a text file, where every cell is text."""
    return _line(number, ["s" if text else "-" for text in texts], texts, limit)


def _refuse(number: int, texts: list[str], limit: int) -> None:
    for column, text in enumerate(texts):
        if "\x00" in text:
            raise Refusal("nul", cell=cell_name(number, column))
        if len(text) > limit:
            raise Refusal("cell_too_long", cell=cell_name(number, column), length=len(text), limit=limit)
