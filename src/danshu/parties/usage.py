"""Who uses customers and contacts: upper modules say it, so that deleting can be refused with the place (CUS-005)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language

Text = str | Promise
CountFunction = Callable[[Sequence[int]], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class _Place:
    label: Text
    count: CountFunction
    fixes_identity: bool = False


_CUSTOMERS: dict[str, _Place] = {}
_CONTACTS: dict[str, _Place] = {}


def register(label: Text, count: CountFunction, *, fixes_identity: bool = False, code: str = "") -> None:
    """Say where customers can be used.

    label: the records in plural, lazily translated (订单); count(customer_ids) -> {customer_id: number}, in one query;
    customers without records may be left out. fixes_identity: such records (approved orders) also lock name, licence
    number and type; they are counted for that only, so register the wider count for deleting as well.
    """
    _CUSTOMERS[code or f"{count.__module__}.{count.__qualname__}"] = _Place(label, count, fixes_identity)


def register_contacts(label: Text, count: CountFunction, *, code: str = "") -> None:
    """The same for contacts: count(contact_ids) -> {contact_id: number}."""
    _CONTACTS[code or f"{count.__module__}.{count.__qualname__}"] = _Place(label, count)


def usages(customer_ids: Sequence[int]) -> dict[int, list[str]]:
    """Where each of these customers is used (订单 3); unused ones are missing. One query per place."""
    return _found([place for place in _CUSTOMERS.values() if not place.fixes_identity], customer_ids)


def identity_fixed_by(customer_id: int) -> list[str]:
    """What locks the identity fields of a customer; empty when nothing does."""
    places = [place for place in _CUSTOMERS.values() if place.fixes_identity]
    return _found(places, [customer_id]).get(customer_id, [])


def contact_usages(contact_ids: Sequence[int]) -> dict[int, list[str]]:
    """Where each of these contacts is used; unused ones are missing."""
    return _found(list(_CONTACTS.values()), contact_ids)


def listed(places: Sequence[str]) -> str:
    """Places in a sentence."""
    english = (get_language() or "").startswith("en")
    return (", " if english else "、").join(places)


def _found(places: Sequence[_Place], keys: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for place in places:
        for key, number in place.count(keys).items():
            if number:
                found.setdefault(key, []).append(f"{place.label} {number}")
    return found
