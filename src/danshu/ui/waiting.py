"""How much work waits behind each entry of the menu (COM-001, COL-001)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.utils import timezone

from danshu.kit.actor import Actor
from danshu.kit.clock import business_date, now
from danshu.kit.navigation import Entry, entries_for
from danshu.ui.counting import Set, count_sets, set_of

MOST = 1000
KEPT = 512  # people with their rights whose statements are kept, in each process

_sets: dict[Hashable, dict[str, Set]] = {}


def waiting_counts(actor: Actor) -> dict[str, int]:
    """For each entry with work of the actor's menu, by its address's name: how much, records up to MOST.

    The records of all entries are counted in one statement. Its text is kept for as long as the actor's rights and the
    day are the same: the menu stands on every page, and writing fifteen querysets took a seventh of its time.
    """
    entries = [entry for entry in entries_for(actor) if entry.count]
    sets = dict(_steady_sets(actor, [entry for entry in entries if not entry.moving]))
    numbers: dict[str, int] = {}
    for entry in entries:
        if entry.url_name in sets:
            continue
        found = entry.count(actor) if entry.count else 0
        if isinstance(found, QuerySet):
            sets[entry.url_name] = set_of(found)
        else:
            numbers[entry.url_name] = found
    counted = count_sets([(each, MOST) for each in sets.values()], DEFAULT_DB_ALIAS)
    return numbers | {name: count.value for name, count in zip(sets, counted, strict=True)}


def _steady_sets(actor: Actor, entries: list[Entry]) -> dict[str, Set]:
    key = _key(actor, entries)
    if key not in _sets:
        if len(_sets) >= KEPT:
            _sets.clear()
        found = {entry.url_name: entry.count(actor) for entry in entries if entry.count}
        _sets[key] = {name: set_of(rows) for name, rows in found.items() if isinstance(rows, QuerySet)}
    return _sets[key]


def _key(actor: Actor, entries: list[Entry]) -> tuple[Any, ...]:
    rights = (
        frozenset(actor.grants.items()),
        actor.is_system,
        actor.roles,
        actor.key_scopes,
        tuple(actor.limits.items()),
    )
    day = (business_date(now()), timezone.localdate())
    return (actor.user_id, actor.unit_id, *rights, *day, tuple(entry.url_name for entry in entries))
