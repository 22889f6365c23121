"""Links from a dictionary to the records that use it (SYS-004)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.dictionaries.registry import LISTS
from danshu.dictionaries.uses import Place, Use
from danshu.kit.actor import Actor
from danshu.kit.words import told, with_count
from danshu.ui.detail import Card, Link


def list_of(place: Place, actor: Actor, value_id: int | None = None) -> str:
    """The list of the records at a place, narrowed to a value where the list can be; "" when there is none for the actor."""
    found = LISTS.get(place.kind)
    if found is None or not actor.can(found.permission):
        return ""
    address, key = reverse(found.url_name), found.filters.get(place.field, "")
    return f"{address}?{urlencode({key: value_id})}" if key and value_id else address


def by_place(found: Iterable[Use]) -> dict[Place, int]:
    """How many records use values at each place."""
    counts: dict[Place, int] = {}
    for use in found:
        counts[use.place] = counts.get(use.place, 0) + use.count
    return counts


def card_of(found: Iterable[Use], actor: Actor, value_id: int) -> Card:
    """The card of a value's page: where it is used, with links to the records."""
    links = [
        Link(
            label=place.label,
            url=list_of(place, actor, value_id),
            note=told(with_count("%(count)s 条记录"), {"count": count}),
        )
        for place, count in by_place(found).items()
    ]
    return Card(title=_("用在哪里"), links=links, empty=_("还没有记录用到"))
