"""Columns: how a value is read, shown, sorted and exported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from danshu.ui import formats
from danshu.ui.statuses import Status, Statuses

Text = str | Promise

KINDS = (
    "text",
    "link",
    "money",
    "price",
    "quantity",
    "number",
    "percent",
    "date",
    "datetime",
    "status",
    "bool",
    "html",
)
NUMERIC = ("money", "price", "quantity", "number", "percent")
CARD_AREAS = ("title", "status", "number", "date", "left", "middle", "amount", "note")
ZERO = SafeString('<span class="zero">—</span>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a list.

    key: its name in URLs and exports, and the attribute path ("customer.name") unless `value` is given.
    kind: text, link (with `url`), money, price, quantity, number, percent, date, datetime, status (with `statuses`),
    bool, html (a SafeString from `value`).
    sort: the ORM path to sort by; empty = not sortable. nullable: that path may be empty (sorted last).
    card: the place on a phone: title, status, number, date, left, middle, amount, note (a line of its own); empty = not shown there.
    main: the one status shown as a pill. total: an aggregate for the totals row. tag: small mark behind the text.
    tone: "" or bad, warn, ok, muted, soft for the text. permission: only for its holders, also in exports.
    hidden: off until chosen. export=False: on the screen only.
    """

    key: str
    label: Text
    kind: str = "text"
    value: Callable[[Any], Any] | None = None
    url: Callable[[Any], str] | None = None
    unit: Text | Callable[[Any], str] = ""
    head_unit: Text = ""
    statuses: Statuses | Mapping[str, Status] | None = None
    main: bool = False
    sort: str = ""
    nullable: bool = False
    card: str = ""
    tag: Callable[[Any], Text] | None = None
    tone: Callable[[Any], str] | str = ""
    total: Any = None
    currency: Callable[[Any], str] | str = "CNY"
    zero_dash: bool = True
    hidden: bool = False
    export: bool = True
    permission: str = ""
    width: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS or (self.card and self.card not in CARD_AREAS):
            raise ValueError(f"column {self.key}: unknown kind {self.kind} or card place {self.card}")

    @property
    def numeric(self) -> bool:
        """Right-aligned."""
        return self.kind in NUMERIC

    @property
    def heading(self) -> str:
        """The label, with the unit in brackets: 金额（元）."""
        if not self.head_unit:
            return str(self.label)
        return _("%(label)s（%(unit)s）") % {"label": self.label, "unit": self.head_unit}

    @property
    def classes(self) -> str:
        """CSS classes of the cells."""
        return " ".join(filter(None, ("num" if self.numeric else "", f"c-{self.card}" if self.card else "")))

    def read(self, record: Any) -> Any:
        """The raw value."""
        if self.value is not None:
            return self.value(record)
        value: Any = record
        for name in self.key.replace("__", ".").split("."):
            value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
            if value is None:
                return None
        return value

    def status_of(self, value: Any) -> Status:
        """The status behind a stored code."""
        if isinstance(value, Status):
            return value
        return (self.statuses or Statuses({}))[str(value)]

    def currency_of(self, record: Any) -> str:
        """The currency of the row."""
        return self.currency(record) if callable(self.currency) else self.currency

    def html(self, record: Any) -> SafeString:
        """The cell's content."""
        value = self.read(record)
        if value is None or value == "" or (self.zero_dash and self.kind in ("money", "quantity") and value == 0):
            return ZERO
        shown = self._shown(value, record)
        tone = self.tone(record) if callable(self.tone) else self.tone
        if tone:
            shown = format_html('<span class="{}">{}</span>', tone, shown)
        if self.tag is not None and (mark := self.tag(record)):
            return format_html('<span class="row-flex tight">{}<span class="x-tag">{}</span></span>', shown, mark)
        return shown

    def _shown(self, value: Any, record: Any) -> SafeString:
        if self.kind == "link":
            address = self.url(record) if self.url else ""
            return (
                format_html('<a class="id" href="{}">{}</a>', address, value) if address else conditional_escape(value)
            )
        if self.kind == "status":
            return _status_html(self.status_of(value), plain=not self.main)
        if self.kind == "bool":
            return conditional_escape(_("是") if value else _("否"))
        if isinstance(value, date) and self.kind in ("date", "datetime"):
            return _moment_html(value, self.kind)
        return conditional_escape(self._text(value, record))

    def _text(self, value: Any, record: Any) -> Any:
        if self.kind == "money":
            return formats.amount_text(value, self.currency_of(record))
        if self.kind == "price":
            return formats.price_text(value)
        if self.kind == "quantity":
            return formats.quantity_text(value, str(self.unit(record) if callable(self.unit) else self.unit))
        if self.kind == "number":
            return formats.decimal_text(value)
        if self.kind == "percent":
            return formats.percent_text(value)
        return value

    def total_html(self, value: Any) -> str:
        """A total of this column."""
        if value is None:
            return formats.NOTHING
        return formats.amount_text(value) if self.kind == "money" else formats.quantity_text(value)

    def plain(self, record: Any) -> str | Decimal | float | date | None:
        """The value for an export: numbers and dates stay numbers and dates."""
        value = self.read(record)
        if value is None or value == "":
            return None
        if self.kind == "status":
            return str(self.status_of(value))
        if self.kind == "bool":
            return _("是") if value else _("否")
        amount = getattr(value, "amount", None)
        if isinstance(amount, Decimal):
            return amount
        if isinstance(value, datetime):
            return formats.local(value).replace(tzinfo=None)
        return value if isinstance(value, Decimal | int | float | date) else str(value)


def _status_html(status: Status, *, plain: bool) -> SafeString:
    tone = format_html(' data-tone="{}"', status.tone) if status.tone != "neutral" else ""
    fill = format_html(' data-fill="{}"', status.fill) if status.fill else ""
    return format_html('<span class="x-st{}"{}{}>{}</span>', " plain" if plain else "", tone, fill, status.label)


def _moment_html(value: date, kind: str) -> SafeString:
    if isinstance(value, datetime):
        text = formats.datetime_text(value) if kind == "datetime" else formats.short_date_text(value)
        return format_html('<time title="{}">{}</time>', formats.exact_text(value), text)
    return format_html('<time title="{}">{}</time>', formats.date_text(value), formats.short_date_text(value))
