"""Series of document numbers are declared in code; administrators may change their pattern (SYS-003)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

PREFIX = re.compile(r"[A-Z0-9]{1,8}")
RESETS = ("day", "month", "year", "never")
# What a date part says about the day; a reset finer than that would repeat numbers.
DATE_PARTS = {
    "": "never", "%y": "year", "%Y": "year", "%y%m": "month", "%Y%m": "month", "%y%m%d": "day", "%Y%m%d": "day",
}  # fmt: skip
PERIODS = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y", "never": ""}


@dataclass(frozen=True, slots=True)
class Pattern:
    """How numbers of a series look: PREFIX[-BRANCH][-DATE]-0001."""

    prefix: str
    date_part: str
    digits: int
    reset: str
    with_branch: bool = False

    def problem(self) -> tuple[str, str] | None:
        """(field, code) of what is wrong with the pattern; None when no number can repeat."""
        if not PREFIX.fullmatch(self.prefix):
            return "prefix", "prefix"
        if self.date_part not in DATE_PARTS:
            return "date_part", "date_part"
        if not 1 <= self.digits <= 12:
            return "digits", "digits"
        if self.reset not in RESETS:
            return "reset", "reset"
        if RESETS.index(self.reset) < RESETS.index(DATE_PARTS[self.date_part]):
            return "reset", "repeats"
        return None

    def period(self, day: date) -> str:
        """The counter's period of a day: '2026-09-18', '2026-09', '2026' or ''."""
        return day.strftime(PERIODS[self.reset])

    def render(self, day: date, counter: int, branch: str = "") -> str:
        """The number; a counter beyond its digits gets longer, it never wraps."""
        parts = [self.prefix, branch_segment(branch) if self.with_branch else "", day.strftime(self.date_part)]
        return "-".join([*(part for part in parts if part), f"{counter:0{self.digits}d}"])


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of document with numbers of its own. `column` (table.column) lets `verify` look at the numbers used."""

    code: str
    zh: str
    en: str
    pattern: Pattern
    gapless: bool = False
    column: str = ""

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.en if (get_language() or "zh").startswith("en") else self.zh


SERIES: dict[str, Series] = {}


def branch_segment(branch: str) -> str:
    """The part of a number that names the branch: letters and digits, told apart from dates by a letter."""
    kept = re.sub(r"[^A-Z0-9]", "", branch.upper())[:8]
    return f"B{kept}" if kept.isdecimal() else kept


def series(
    code: str,
    zh: str,
    en: str,
    *,
    prefix: str,
    date_part: str = "%y%m%d",
    digits: int = 4,
    reset: str = "day",
    with_branch: bool = False,
    gapless: bool = False,
    column: str = "",
) -> str:
    """Declare a series with its delivered pattern and return its code.

    date_part: strftime text of the company's day, one of DATE_PARTS; reset: day, month, year or never.
    Raises ValueError for a code declared twice or a pattern that could repeat numbers.
    """
    if code in SERIES:
        raise ValueError(f"series declared twice: {code}")
    pattern = Pattern(prefix, date_part, digits, reset, with_branch)
    if problem := pattern.problem():
        raise ValueError(f"series {code}: wrong {problem[0]} ({problem[1]})")
    SERIES[code] = Series(code, zh, en, pattern, gapless, column)
    return code
