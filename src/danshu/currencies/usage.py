"""Where currencies are used: upper modules say it, so that a used one is kept and the base currency stays (CAT-020)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Count

from danshu.kit.errors import Text

CountFunction = Callable[[Sequence[str]], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Place:
    """Records with a currency. exists: for documents, whether there is any, which settles the base currency."""

    label: Text
    count: CountFunction
    exists: Callable[[], bool] | None = None


PLACES: dict[str, Place] = {}


def used_in(model: str, label: Text, *, column: str = "currency", is_document: bool = False) -> None:
    """Say that the records of a model ("sales.Order") name a currency in a column.

    label: the records in plural, lazily translated. is_document: the first one fixes the base currency. Call it in a
    declaring file of the module.
    """

    def count(codes: Sequence[str]) -> Mapping[str, int]:
        rows = apps.get_model(model)._default_manager.filter(**{f"{column}__in": list(codes)}).order_by()
        return dict(rows.values_list(column).annotate(number=Count("pk")))

    def exists() -> bool:
        return bool(apps.get_model(model)._default_manager.exists())

    PLACES[f"{model}.{column}"] = Place(label, count, exists if is_document else None)


def uses_of(code: str) -> list[str]:
    """Where a currency is used, with how many records ("订单 3"); one statement for each place."""
    found = ((place.label, place.count([code]).get(code, 0)) for place in PLACES.values())
    return [f"{label} {number}" for label, number in found if number]


def documents() -> list[str]:
    """The kinds of documents of which there is one."""
    return [str(place.label) for place in PLACES.values() if place.exists is not None and place.exists()]
