"""Numbers as people write them: 1,234.56, ￥12, 12%, (3.00), １２, 1.234,56."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.exchange.converting.problems import CellProblem
from danshu.exchange.converting.styles import ColumnStyle

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")
SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,2}")
BRACKETS = re.compile(r"\((.+)\)")
ADORNMENT = re.compile(r"^(?:CNY|RMB|USD|EUR|[¥$€£])\s*|\s*(?:元|圆|CNY|RMB|USD|EUR|[¥$€£])$", re.IGNORECASE)
TEN_THOUSANDS = re.compile(r"([\d.]+|[一二两三四五六七八九十])\s*万")
CHINESE_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
MOST_DIGITS = 30


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as their ordinary twins; no blanks at the ends."""
    return unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip() if not text.isascii() else text.strip()


def parse_number(text: str, style: ColumnStyle) -> Decimal:
    """The number in a text cell. Raises CellProblem when it is none; a percent sign divides by a hundred."""
    plain = half_width(text)
    negative = BRACKETS.fullmatch(plain)
    if negative:
        plain = negative[1]
    plain = ADORNMENT.sub("", plain).strip()
    percent = plain.endswith("%")
    plain = plain.removesuffix("%").replace(" ", "").replace("\u00a0", "").replace("'", "")
    if style.decimal_comma:
        plain = plain.replace(".", "").replace(",", ".") if "," in plain else plain
    if not plain or len(plain) > MOST_DIGITS or not (_is_number(plain) or SCIENTIFIC.fullmatch(plain)):
        raise CellProblem(
            "not_a_number",
            _("“%(value)s”不是数字") % {"value": shortened(text)},
            _("不是数字"),
            suggestions=_suggested(plain),
        )
    number = Decimal(plain.replace(",", ""))
    number = -number if negative else number
    return number / 100 if percent else number


def _is_number(plain: str) -> bool:
    return bool(NUMBER.fullmatch(plain)) and any(c.isdigit() for c in plain)


def _suggested(plain: str) -> tuple[str, ...]:
    """50000 for 五万 or 5万; never applied by itself."""
    match = TEN_THOUSANDS.fullmatch(plain)
    if not match:
        return ()
    digits = str(CHINESE_DIGITS.get(match[1], match[1]))
    try:
        return (format((Decimal(digits) * 10_000).normalize(), "f"),)
    except ArithmeticError:
        return ()


def shortened(text: str, limit: int = 40) -> str:
    """A cell's text inside a message."""
    return text if len(text) <= limit else f"{text[:limit]}…"
