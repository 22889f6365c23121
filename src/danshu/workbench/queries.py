"""What stands on somebody's workbench."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from danshu.kit.actor import Actor
from danshu.kit.figures import Figure, figures_for
from danshu.kit.navigation import entries_for
from danshu.ui.waiting import waiting_counts
from danshu.workbench.models import Arrangement
from danshu.workbench.periods import Chosen


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that waits for the person: as many as the list behind it shows."""

    label: str
    count: int
    url: str
    icon: str
    hot: bool


def waiting_for(actor: Actor) -> list[Waiting]:
    """Everything with a count in the person's menu, what is late first, then in the order of the menu (COL-001)."""
    found, counts = [], waiting_counts(actor)
    for entry in entries_for(actor):
        count = counts.get(entry.url_name, 0)
        if not count:
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        found.append(Waiting(str(entry.label), count, url, entry.icon, entry.section == "work"))
    return sorted(found, key=lambda each: not each.hot)


def arranged(figures: Sequence[Figure], user_id: int | None) -> tuple[list[Figure], list[Figure]]:
    """(shown, hidden) as the person arranged them; figures he has not placed yet come behind the shown ones."""
    row = Arrangement.objects.filter(user_id=user_id or 0).first()
    order = row.shown if row else []
    hidden = set(row.hidden) if row else set()
    place = {key: number for number, key in enumerate(order)}
    shown = sorted(
        (each for each in figures if each.key not in hidden), key=lambda each: place.get(each.key, len(place))
    )
    return shown, [each for each in figures if each.key in hidden]


def key_figures(actor: Actor, time: Chosen) -> tuple[list[Figure], list[Figure]]:
    """The key figures of the period, arranged; each in the actor's data scope."""
    return arranged(figures_for(actor, time.window, time.before), actor.user_id)


def known_keys(figures: Iterable[Figure], chosen: Iterable[str]) -> tuple[list[str], list[str]]:
    """The chosen keys that exist for the person, and the others that he thereby hides."""
    existing = [each.key for each in figures]
    shown = [key for key in dict.fromkeys(chosen) if key in existing]
    return shown, [key for key in existing if key not in shown]
