"""Links from a dictionary to the records that use it (SYS-004)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.dictionaries.registry import LISTS
from danshu.dictionaries.uses import Place, Use
from danshu.kit.actor import Actor
from danshu.kit.words import told, with_count
from danshu.ui.detail import Card, Link
from danshu.ui.lists.spec import SPECS
from danshu.ui.lists.state import read_state


def list_of(place: Place, actor: Actor, value_id: int | None = None) -> str:
    """The list of the records at a place, narrowed to a value where the list can be; "" when there is none for the actor."""
    found = LISTS.get(place.kind)
    if found is None or not actor.can(found.permission):
        return ""
    address, key = reverse(found.url_name), found.filters.get(place.field, "")
    return f"{address}?{urlencode({key: value_id})}" if key and value_id else address


def listed_count(place: Place, actor: Actor, value_id: int | None = None) -> int | None:
    """How many records the list at a place shows the actor with this value, with any value when none is named; None when
    there is no such list for him. What lies in the bin or out of his reach is not counted, as the list does not show it.
    """
    found = LISTS.get(place.kind)
    key = found.filters.get(place.field, "") if found is not None else ""
    if found is None or not key or not actor.can(found.permission):
        return None
    spec = next((each for each in SPECS.values() if each.url_name == found.url_name), None)
    if spec is None:
        return None
    state = read_state(spec, actor, QueryDict(urlencode({key: value_id}) if value_id else ""))
    if not state.valid:
        return None
    rows = state.rows() if value_id else state.rows().filter(**{f"{place.field}__isnull": False})
    return rows.order_by().count()


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
            note=_note(count, listed_count(place, actor, value_id)),
        )
        for place, count in by_place(found).items()
    ]
    return Card(title=_("用在哪里"), links=links, empty=_("还没有记录用到"))


def _note(used: int, listed: int | None) -> str:
    """What the list behind the link shows, and how many records besides it have the value."""
    if listed is None or listed >= used:
        return told(with_count("%(count)s 条记录"), {"count": used if listed is None else listed})
    facts = {"count": listed, "more": used - listed}
    return told(with_count("%(count)s 条记录，另有 %(more)s 条已删除、失效或不在你的范围内"), facts)
