"""Custom fields in lists: a column for each, a filter for each searchable one (CUS-007, COM-002).

ListSpec(..., more_columns=custom_columns("parties.customer", sees=...), more_filters=custom_filters(...))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from danshu.custom_fields.definitions import CustomField
from danshu.custom_fields.hosts import TARGETS
from danshu.custom_fields.kinds import MOMENTS, NUMBERS, FieldKind
from danshu.custom_fields.queries import fields_for, records_with
from danshu.custom_fields.web.part import value_shown
from danshu.custom_fields.wording import typed_value
from danshu.dictionaries.queries import choices
from danshu.kit.actor import Actor
from danshu.ui.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Filter,
    MultiChoiceFilter,
    NumberRangeFilter,
    PickerFilter,
    TextFilter,
)
from danshu.ui.normalise import half_width

Sees = Callable[[Any], bool]
Rows = QuerySet[Any]
COLUMN_KINDS = {
    FieldKind.INTEGER: "number", FieldKind.DECIMAL: "number", FieldKind.MONEY: "number", FieldKind.DATE: "date",
    FieldKind.MOMENT: "datetime",
}  # fmt: skip


def everybody(record: Any) -> bool:
    """For records without contact data of their own."""
    return True


def custom_columns(host: str, *, sees: Sees = everybody) -> Callable[[Actor], Sequence[Column]]:
    """The columns of a list, off until somebody chooses them. sees(record): whether contact data is shown in full."""

    def made(actor: Actor) -> Sequence[Column]:
        return [_column(each, sees) for each in fields_for(host, actor)]

    return made


def custom_filters(host: str) -> Callable[[Actor], Sequence[Filter]]:
    """The filters of a list: one for each searchable field, answered by the index of values."""

    def made(actor: Actor) -> Sequence[Filter]:
        return [_filter(each) for each in fields_for(host, actor) if each.is_searchable]

    return made


def _column(found: CustomField, sees: Sees) -> Column:
    kind = COLUMN_KINDS.get(found.kind, "text")

    def read(record: Any) -> Any:
        if kind != "text":
            return typed_value(found, record.custom.get(found.code))
        return value_shown(found, record, sees_contact_data=sees(record))

    return Column(key=found.name, label=found.label, kind=kind, value=read, hidden=True)


def _filter(found: CustomField) -> Filter:
    common: dict[str, Any] = {"key": found.name, "label": found.label}
    if found.kind in NUMBERS:
        return NumberRangeFilter(apply=partial(_between, found), **common)
    if found.kind in MOMENTS:
        return DateRangeFilter(apply=partial(_days, found), **common)
    if found.kind == FieldKind.BOOLEAN:
        return ChoiceFilter(choices=[("true", _("是")), ("false", _("否"))], apply=partial(_equal, found), **common)
    if found.kind in (FieldKind.CHOICE, FieldKind.MULTI):
        return MultiChoiceFilter(choices=lambda actor: _offered(found), apply=partial(_one_of, found), **common)
    if found.kind in TARGETS:
        target = TARGETS[found.kind]
        return PickerFilter(url=target.url, label_of=partial(_label_of, found), apply=partial(_equal, found), **common)
    return TextFilter(apply=partial(_words, found), **common)


def _offered(found: CustomField) -> Sequence[tuple[Any, str]]:
    if found.dictionary:
        return choices(found.dictionary)
    return [(each.code, each.label) for each in found.options]


def _label_of(found: CustomField, actor: Actor, key: str) -> str:
    if not (key.isascii() and key.isdecimal() and len(key) <= 18):
        return ""
    target = TARGETS[found.kind]
    return target.names([int(key)]).get(int(key), "") if int(key) in target.known(actor, [int(key)]) else ""


def _equal(found: CustomField, rows: Rows, value: Any) -> Rows:
    return rows.filter(pk__in=records_with(found, words=str(value)))


def _one_of(found: CustomField, rows: Rows, value: Sequence[Any]) -> Rows:
    return rows.filter(pk__in=records_with(found, words__in=[str(each) for each in value]))


def _words(found: CustomField, rows: Rows, text: str) -> Rows:
    """The beginning of a text; contact data only by the whole value, so that a filter tells no part of it (PRV-1)."""
    if found.is_private:
        whole = half_width(text).strip()
        return rows.filter(pk__in=records_with(found, words__in=[whole, whole.lower(), whole.replace("-", "")]))
    return rows.filter(pk__in=records_with(found, words__startswith=text))


def _between(found: CustomField, rows: Rows, ends: tuple[Decimal | None, Decimal | None]) -> Rows:
    low, high = ends
    asked = {"number__gte": low, "number__lte": high}
    return rows.filter(pk__in=records_with(found, **{name: end for name, end in asked.items() if end is not None}))


def _days(found: CustomField, rows: Rows, ends: tuple[Any, Any]) -> Rows:
    """Days are words that sort as they should; moments begin with the day in UTC."""
    first, last = ends
    after = None if last is None else last + timedelta(days=1)
    edges = {"words__gte": _edge(found, first), "words__lt": _edge(found, after)}
    return rows.filter(pk__in=records_with(found, **{name: edge for name, edge in edges.items() if edge is not None}))


def _edge(found: CustomField, day: Any) -> str | None:
    if day is None:
        return None
    if found.kind == FieldKind.DATE:
        return str(day.isoformat())
    begins = datetime.combine(day, time(), timezone.get_current_timezone())
    return begins.astimezone(UTC).isoformat(timespec="seconds")
