"""Figures in words: short amounts, what changed, the way to the list."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from danshu.kit.figures import Figure
from danshu.kit.words import counted_noun
from danshu.ui.formats import MINUS, SIGNS, amount_text, decimal_text, english, large_money_text, percent_text
from danshu.workbench.web.drawing import spark_of


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure as the page shows it."""

    key: str
    label: str
    sign: str
    digits: str
    unit: str
    exact: str
    change: str
    tone: str
    before: str
    url: str
    spark: str


def tile_of(figure: Figure) -> Tile:
    """The words of one figure."""
    if figure.currency:
        digits, unit = large_money_text(Decimal(figure.value), figure.currency)
        sign = "" if english() else SIGNS.get(figure.currency, figure.currency)
        unit = f"{unit} {figure.currency}".strip() if english() else unit
        exact = amount_text(Decimal(figure.value), figure.currency)
    else:
        digits = decimal_text(figure.value) + ("" if figure.is_exact else "+")
        sign, unit, exact = "", counted_noun(figure.unit, int(figure.value)) if figure.unit else "", digits
    change, tone = _change(figure)
    return Tile(
        figure.key, str(figure.label), sign, digits, unit, exact, change, tone, _before(figure), figure.url,
        spark_of(figure.points),
    )  # fmt: skip


def _change(figure: Figure) -> tuple[str, str]:
    if figure.before is None:
        return "", ""
    difference = figure.value - figure.before
    tone = "ok" if difference > 0 else "bad" if difference < 0 else "muted"
    if figure.currency and figure.before:
        text = percent_text(Decimal(difference) / Decimal(figure.before))
        return (text if text.startswith(MINUS) else f"+{text}"), tone
    if figure.currency:
        return "", ""
    return (f"+{difference:,}" if difference > 0 else decimal_text(difference)), tone


def _before(figure: Figure) -> str:
    if figure.before is None:
        return ""
    if figure.currency:
        digits, unit = large_money_text(Decimal(figure.before), figure.currency)
        return _("对比期 %(value)s") % {"value": f"{digits} {unit}".strip()}
    return _("对比期 %(value)s") % {"value": decimal_text(figure.before)}
