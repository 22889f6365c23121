"""The filter of a list by region: a division is searched for, what lies inside it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from danshu.kit.actor import Actor
from danshu.regions.queries import place_of
from danshu.ui.lists import PickerFilter


def region_filter(label: Promise, condition: Callable[[str], Q], *, path: str, common: bool = False) -> PickerFilter:
    """A filter `region`. condition: the rows inside a code (danshu.regions.queries.inside, inside_line)."""

    def apply(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
        return rows.filter(condition(code))

    return PickerFilter(
        key="region", label=label, path=path, url=lambda: reverse("regions:options"), label_of=_label, apply=apply,
        common=common,
    )  # fmt: skip


def _label(actor: Actor, code: str) -> str:
    place = place_of(code)
    return place.text if place else ""
