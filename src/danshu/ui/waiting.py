"""How much work waits behind each entry of the menu (COM-001, COL-001)."""

from __future__ import annotations

from django.db.models import QuerySet

from danshu.kit.actor import Actor
from danshu.kit.navigation import entries_for
from danshu.ui.counting import counts

MOST = 1000


def waiting_counts(actor: Actor) -> dict[str, int]:
    """For each entry with work of the actor's menu, by its address's name: how much, records up to MOST.

    The records of all entries are counted in one statement.
    """
    asked = {entry.url_name: entry.count(actor) for entry in entries_for(actor) if entry.count}
    rows = {name: found for name, found in asked.items() if isinstance(found, QuerySet)}
    numbers = {name: found or 0 for name, found in asked.items() if not isinstance(found, QuerySet)}
    counted = counts(list(rows.values()), bound=MOST) if rows else []
    return numbers | {name: count.value for name, count in zip(rows, counted, strict=True)}
