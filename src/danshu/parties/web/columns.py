"""Columns and filters made from the declared fields: a list can show, sort and filter by each of them (CUS-007)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from danshu.dictionaries.queries import withdrawn
from danshu.kit.actor import Actor
from danshu.parties.cleaning import split_tags
from danshu.parties.fields import Kind, PartyField
from danshu.parties.indexing import parts_of
from danshu.parties.models import Customer
from danshu.parties.queries import customer_label
from danshu.parties.queries.finding import digits_in, full_keys
from danshu.parties.territories import country_choices
from danshu.parties.web.shown import shown_value
from danshu.parties.web.value_choices import value_choices
from danshu.parties.widening import wider
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
from danshu.ui.lists.spec import RESERVED

COMMON = ("status", "level", "source")
SEARCHED = ("short_name", "external_code")  # of customers; their parts are among the tokens of the quick search
NUMBERS = (Kind.PHONE, Kind.MOBILE)


def columns(fields: Sequence[PartyField]) -> Iterator[Column]:
    """A column for each field, off until somebody chooses it; related records must be in select_related."""
    for declared in fields:
        yield Column(
            key=declared.name,
            label=declared.label,
            value=partial(shown_value, declared),
            sort="" if declared.private or declared.kind in (Kind.TAGS, Kind.VALUE, Kind.CUSTOMER) else declared.name,
            nullable=declared.empty is None,
            hidden=True,
        )


def filters(fields: Sequence[PartyField]) -> Iterator[Filter]:
    """A filter for each field. A shortened number is found only when it is typed completely (PRV-1)."""
    for declared in fields:
        yield _filter(declared)


def _filter(declared: PartyField) -> Filter:
    key = f"field_{declared.name}" if declared.name in RESERVED else declared.name
    common: dict[str, Any] = {
        "key": key,
        "path": declared.attribute,
        "label": declared.label,
        "common": declared.name in COMMON,
    }
    if declared.kind is Kind.VALUE:
        return MultiChoiceFilter(
            choices=_values_of(declared.dictionary),
            others=withdrawn(declared.dictionary),
            apply=_widened(declared),
            **common,
        )
    if declared.kind is Kind.CHOICE:
        return MultiChoiceFilter(choices=declared.options, **common)
    if declared.kind is Kind.COUNTRY:
        return MultiChoiceFilter(choices=lambda actor: country_choices(), **common)
    if declared.kind is Kind.BOOLEAN:
        yes_no = [("1", _("是")), ("0", _("否"))]
        return ChoiceFilter(choices=yes_no, apply=_is(declared.name), **common)
    if declared.kind is Kind.INTEGER:
        return NumberRangeFilter(**common)
    if declared.kind in (Kind.DATE, Kind.MOMENT):
        return DateRangeFilter(moments=declared.kind is Kind.MOMENT, **common)
    if declared.kind is Kind.CUSTOMER:
        find = partial(reverse, "parties:find")
        return PickerFilter(url=find, label_of=customer_label, **common)
    if declared.kind is Kind.TAGS:
        return TextFilter(apply=lambda rows, text: rows.filter(tags__contains=split_tags(text)), **common)
    tokens = "search_tokens" if declared.name in SEARCHED else ""
    return TextFilter(apply=_private(declared) if declared.private else None, tokens=tokens, **common)


def _values_of(dictionary: str) -> Callable[[Actor], Sequence[tuple[Any, str]]]:
    return lambda actor: value_choices(dictionary)


def _widened(declared: PartyField) -> Callable[[QuerySet[Any], Any], QuerySet[Any]]:
    """Rows with one of the values, or with what it also means."""
    return lambda rows, keys: rows.filter(
        **{f"{declared.attribute}__in": wider(declared.name, [int(key) for key in keys])}
    )


def _is(name: str) -> Callable[[QuerySet[Any], Any], QuerySet[Any]]:
    return lambda rows, value: rows.filter(**{name: value == "1"})


def _private(declared: PartyField) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Rows the actor reads in full match by a part, all others only by the whole value."""

    def apply(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        wanted = [text, text.casefold(), *full_keys(text)]
        whole = Q(**{f"{declared.name}__in": wanted}) & _among_keys(declared, wanted)
        digits = digits_in(text)
        if "sees_contact_data" not in rows.query.annotations or declared.name == "bank_account":
            return rows.filter(whole)
        part = Q(**{f"{declared.name}__icontains": digits or text}, sees_contact_data=True)
        if digits and declared.kind in NUMBERS and rows.model is Customer:
            part &= Q(contact_tokens__contains=parts_of([digits]))
        return rows.filter(whole | part)

    return apply


def _among_keys(declared: PartyField, wanted: Sequence[str]) -> Q:
    """The same values among all numbers and addresses of the record, which have an index."""
    keyed = declared.kind in (*NUMBERS, Kind.EMAIL)
    return Q(contact_keys__overlap=[text.partition("-")[0] for text in wanted]) if keyed else Q()
