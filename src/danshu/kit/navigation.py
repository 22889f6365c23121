"""The menu is assembled from entries that modules declare; the shell shows those a person may use (COM-001)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from danshu.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. `count` returns work waiting for the actor; None or 0 shows nothing."""

    section: str
    label: str | Promise
    url_name: str
    permission: str
    icon: str
    order: int = 100
    count: Callable[[Actor], int] | None = None
    create: bool = False


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
    count: Callable[[Actor], int] | None = None,
    create: bool = False,
) -> None:
    """Declare a menu entry; `create=True` puts it into the "new" menu instead of the sidebar.

    Raises ValueError for an unknown section.
    """
    if section not in SECTIONS:
        raise ValueError(f"unknown section {section}")
    ENTRIES.append(Entry(section, label, url_name, permission, icon, order, count, create))


def entries_for(actor: Actor, *, create: bool = False) -> list[Entry]:
    """The entries an actor may use, in order."""
    usable = (e for e in ENTRIES if e.create == create and actor.can(e.permission))
    return sorted(usable, key=lambda e: (SECTIONS.index(e.section), e.order))
