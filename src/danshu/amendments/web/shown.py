"""The two versions of an order side by side, ready for the page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from danshu.amendments.differences import (
    AmountDifference,
    LineDifference,
    TermDifference,
    amount_differences,
    line_differences,
    term_differences,
)
from danshu.ui.formats import date_text, discount_text, price_text, quantity_text


@dataclass(frozen=True, slots=True)
class Row:
    """A line on both sides, in words; "" on the side where it does not exist."""

    pair: LineDifference
    shipped: Decimal | None = None

    @property
    def label(self) -> tuple[str, str]:
        """What became of the line, and the tone of its tag; ("", "") when nothing did."""
        words = {"added": (_("新增"), "ok"), "removed": (_("去掉"), "bad"), "changed": (_("修改"), "warn")}
        return words.get(self.pair.state, ("", ""))

    @property
    def before(self) -> str:
        return _terms(self.pair.before)

    @property
    def after(self) -> str:
        return _terms(self.pair.after)

    @property
    def before_amount(self) -> Decimal | None:
        return _amount(self.pair.before)

    @property
    def after_amount(self) -> Decimal | None:
        return _amount(self.pair.after)

    @property
    def before_note(self) -> str:
        return _note(self.pair.before)

    @property
    def after_note(self) -> str:
        return _note(self.pair.after)


@dataclass(frozen=True, slots=True)
class Compared:
    """Everything that differs between two versions, and what does not."""

    rows: Sequence[Row]
    terms: Sequence[TermDifference]
    amounts: Sequence[AmountDifference]

    @property
    def total(self) -> AmountDifference:
        """What is owed, on both sides."""
        return self.amounts[-1]

    @property
    def same_count(self) -> int:
        """How many lines stay as they are."""
        return sum(row.pair.state == "same" for row in self.rows)


def compared(
    before: Mapping[str, Any], after: Mapping[str, Any], *, seen: Collection[str], shipped: Mapping[int, Decimal]
) -> Compared:
    """seen: which contact data the reader sees in full; shipped: what is out of each line."""
    rows = [Row(pair, shipped.get(pair.line["line_id"] or 0)) for pair in line_differences(before, after)]
    return Compared(rows, term_differences(before, after, seen=seen), list(amount_differences(before, after)))


def _terms(side: Mapping[str, Any] | None) -> str:
    if side is None:
        return ""
    rate = Decimal(side["discount_rate"])
    off = f" × {discount_text(rate)}" if rate != 100 else ""
    return f"{quantity_text(Decimal(side['quantity']), side['unit'])} × {price_text(Decimal(side['unit_price']))}{off}"


def _amount(side: Mapping[str, Any] | None) -> Decimal | None:
    return None if side is None else Decimal(side["amount"])


def _note(side: Mapping[str, Any] | None) -> str:
    if side is None:
        return ""
    day = date_text(date.fromisoformat(side["wanted_date"])) if side["wanted_date"] else ""
    return " · ".join(filter(None, (day, side["remark"])))
