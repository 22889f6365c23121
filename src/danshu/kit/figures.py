"""Key figures that modules offer to the workbench (RPT-001): a registry, so that a new one costs its own file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from danshu.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Window:
    """Days that are counted, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of the workbench.

    key: stable, "module.name"; value: what is counted, an amount when `currency` is given; before: the same in the
    window it is compared with, None where nothing is compared; url: the list that holds exactly what was counted;
    unit: the counter word behind a count; note: a further word; points: the course over the days of the window; is_exact: False when there are more (lists count so far only).
    """

    key: str
    label: str | Promise
    value: Decimal | int
    url: str
    before: Decimal | int | None = None
    currency: str = ""
    unit: str | Promise = ""
    note: str = ""
    points: Sequence[Decimal | int] = ()
    is_exact: bool = True


Read = Callable[[Actor, Window, Window], Sequence[Figure]]


@dataclass(frozen=True, slots=True)
class Source:
    """Reads some figures in the data scope of the actor: (actor, window, window to compare with)."""

    permission: str
    read: Read
    order: int


SOURCES: list[Source] = []


def figures(permission: str, *, order: int = 100) -> Callable[[Read], Read]:
    """Offer figures to everybody with a permission."""

    def register(read: Read) -> Read:
        SOURCES.append(Source(permission, read, order))
        SOURCES.sort(key=lambda source: source.order)
        return read

    return register


def figures_for(actor: Actor, window: Window, before: Window) -> list[Figure]:
    """All figures that the actor may see, in their order."""
    return [
        figure for source in SOURCES if actor.can(source.permission) for figure in source.read(actor, window, before)
    ]
