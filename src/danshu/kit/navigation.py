"""The menu is assembled from entries that modules declare; the shell shows those a person may use (COM-001)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from danshu.kit.actor import Actor

# records are counted together with those of the other entries, in one statement
Waiting = Callable[[Actor], int | QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. `count` returns the records that wait for the actor, or how many they are; 0 shows nothing.

    Which records these are hangs on the actor and the day alone, unless the entry is `moving`: then on the moment as well.
    home_of: roles whose people begin their day on this page. shortcut: pinned at the side until the person chooses.
    """

    section: str
    label: str | Promise
    url_name: str
    permission: str
    icon: str
    order: int = 100
    count: Waiting | None = None
    create: bool = False
    usable: Callable[[Actor], bool] | None = None
    home_of: frozenset[str] = frozenset()
    shortcut: bool = False
    moving: bool = False


# Sections of the sidebar in their order; the labels belong to the shell.
SECTIONS = ("work", "sales", "fulfilment", "customers", "catalogue", "finance", "data", "system")

ENTRIES: list[Entry] = []


def entry(
    section: str,
    label: str | Promise,
    url_name: str,
    *,
    permission: str,
    icon: str,
    order: int = 100,
    count: Waiting | None = None,
    create: bool = False,
    usable: Callable[[Actor], bool] | None = None,
    home_of: str = "",
    shortcut: bool = False,
    moving: bool = False,
) -> None:
    """Declare a menu entry; `create=True` puts it into the "new" menu instead of the sidebar.

    usable: what must hold besides the permission, where the page would be empty without it. home_of: codes of the roles,
    separated by blanks, for which this is the first page after sign-in. shortcut: pinned at the side until the person chooses
    his own. moving: which records wait changes with the moment. Raises ValueError for an unknown section.
    """
    if section not in SECTIONS:
        raise ValueError(f"unknown section {section}")
    roles = frozenset(home_of.split())
    ENTRIES.append(
        Entry(section, label, url_name, permission, icon, order, count, create, usable, roles, shortcut, moving)
    )


def entries_for(actor: Actor, *, create: bool = False) -> list[Entry]:
    """The entries an actor may use, in order."""
    may = (e for e in ENTRIES if e.create == create and actor.can(e.permission))
    usable = (e for e in may if e.usable is None or e.usable(actor))
    return sorted(usable, key=lambda e: (SECTIONS.index(e.section), e.order))


def homes_for(actor: Actor) -> list[Entry]:
    """Where an actor may begin, the best page first: those declared for one of his roles, then the rest of his menu."""
    entries = entries_for(actor)
    return sorted(entries, key=lambda e: e.home_of.isdisjoint(actor.roles))
