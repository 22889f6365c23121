"""What changed, in the words of the history; contact data is shortened before it is written anywhere (PRV-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from danshu.dictionaries.queries import labels_of
from danshu.kit.actor import Actor
from danshu.kit.masking import mask_account, mask_email, mask_number, mask_rest
from danshu.kit.versions import touch
from danshu.parties import masking
from danshu.parties.fields import Kind, PartyField
from danshu.parties.models import Customer
from danshu.regions.queries import places_of

Fields = Mapping[str, PartyField]
Changes = dict[str, tuple[Any, Any]]
_SHORTENED = {Kind.EMAIL: mask_email, Kind.PHONE: mask_number, Kind.MOBILE: mask_number}


def take_over(record: Any, fields: Fields, values: Mapping[str, Any]) -> tuple[Changes, tuple[str, ...]]:
    """Put cleaned values on a record; returns the changes for the history and the attributes that changed."""
    pairs = {
        name: (getattr(record, declared.attribute), values[declared.attribute])
        for name, declared in fields.items()
        if declared.attribute in values and getattr(record, declared.attribute) != values[declared.attribute]
    }
    for name, (_old, new) in pairs.items():
        setattr(record, fields[name].attribute, new)
    return in_words(fields, pairs), tuple(fields[name].attribute for name in pairs)


def in_words(fields: Fields, pairs: Mapping[str, tuple[Any, Any]]) -> Changes:
    """Old and new values as they may be kept: names instead of keys, shortened contact data."""
    values = labels_of(_keys(fields, pairs, Kind.VALUE))
    customers = _names(_keys(fields, pairs, Kind.CUSTOMER))
    places = {code: place.text for code, place in places_of(_keys(fields, pairs, Kind.REGION)).items()}
    known: dict[Kind, Mapping[Any, str]] = {Kind.VALUE: values, Kind.CUSTOMER: customers, Kind.REGION: places}
    return {
        name: (_word(fields[name], old, known), _word(fields[name], new, known)) for name, (old, new) in pairs.items()
    }


def first_values(fields: Fields, values: Mapping[str, Any]) -> Changes:
    """The changes of a new record: everything that is not empty."""
    pairs = {
        name: (None, values[declared.attribute])
        for name, declared in fields.items()
        if values.get(declared.attribute) not in (None, "", [], False)
    }
    return in_words(fields, pairs)


def save(record: Any, attributes: tuple[str, ...], *, actor: Actor, at: datetime) -> None:
    """Store changed attributes of a record together with its new version."""
    record.save(update_fields=[*attributes, *touch(record, actor=actor, at=at)])


def _word(declared: PartyField, value: Any, known: Mapping[Kind, Mapping[Any, str]]) -> Any:
    if value in (None, ""):
        return ""
    if declared.kind in known:
        return known[declared.kind].get(value, str(value))
    if not declared.private:
        return value
    if declared.name in masking.ACCOUNTS:
        return mask_account(value)
    return _SHORTENED.get(declared.kind, mask_rest)(value)


def _keys(fields: Fields, pairs: Mapping[str, tuple[Any, Any]], kind: Kind) -> set[Any]:
    return {key for name, pair in pairs.items() if fields[name].kind is kind for key in pair if key is not None}


def _names(keys: set[int]) -> dict[int, str]:
    return {row.pk: row.name for row in Customer.objects.filter(pk__in=keys).only("name")} if keys else {}
