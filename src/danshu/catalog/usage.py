"""Who uses an item: upper modules say it, so that deleting and changing its type can be refused with the place (CAT-003)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise
CountFunction = Callable[[Sequence[int]], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class _Place:
    label: Text
    count: CountFunction


@dataclass(frozen=True, slots=True)
class Usage:
    """An item is used in so many records of one sort."""

    label: str
    count: int

    def __str__(self) -> str:
        return f"{self.label} {self.count}"


_PLACES: dict[str, _Place] = {}


def register(label: Text, count: CountFunction, *, code: str = "") -> None:
    """Say where items can be used.

    label: the records in plural, lazily translated (订单); count(item_ids) -> {item_id: number of records}, in one
    query, items without records may be left out. Call it in AppConfig.ready() or a declaring file.
    """
    _PLACES[code or f"{count.__module__}.{count.__qualname__}"] = _Place(label, count)


def usages(item_ids: Sequence[int]) -> dict[int, list[Usage]]:
    """Where each of these items is used; items that are used nowhere are missing. One query per place."""
    found: dict[int, list[Usage]] = {}
    for place in _PLACES.values():
        for item_id, number in place.count(item_ids).items():
            if number:
                found.setdefault(item_id, []).append(Usage(str(place.label), number))
    return found
