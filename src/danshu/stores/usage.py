"""Who uses stores: upper modules say it, so that a used one is not deleted, and closing says what it means for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise
CountFunction = Callable[[Sequence[int]], Mapping[int, int]]
# what becomes of the records of a store that takes no orders any more: (code, text, tone) for the dialog
ConsequencesOf = Callable[[int], Iterable[tuple[str, str, str]]]


@dataclass(frozen=True, slots=True)
class _Place:
    label: Text
    count: CountFunction


_PLACES: dict[str, _Place] = {}
_CONSEQUENCES: list[ConsequencesOf] = []


def register(label: Text, count: CountFunction, *, code: str) -> None:
    """Say where stores can be used: count(store_ids) -> {store_id: number}, in one query; unused ones may be left out."""
    _PLACES[code] = _Place(label, count)


def usages(store_ids: Sequence[int]) -> dict[int, list[str]]:
    """Where each of these stores is used (订单 3); unused ones are missing. One query per place."""
    found: dict[int, list[str]] = {}
    for place in _PLACES.values():
        for store_id, number in place.count(store_ids).items():
            if number:
                found.setdefault(store_id, []).append(f"{place.label} {number}")
    return found


def add_consequences(provider: ConsequencesOf) -> ConsequencesOf:
    """Register what suspending or closing a store means for the records of a module."""
    _CONSEQUENCES.append(provider)
    return provider


def consequences(store_id: int) -> list[tuple[str, str, str]]:
    """What a store's records meet when it takes no orders any more."""
    return [told for provider in _CONSEQUENCES for told in provider(store_id)]
