"""What a person leaves behind when his account is disabled goes to a successor (ACC-005).

Upper modules register what people own:

    register("parties.customer", count_customers, move_customers, label=("客户", "customers"))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from danshu.kit.actor import Actor

CountFunction = Callable[[int], int]
MoveFunction = Callable[..., int]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record that people own."""

    code: str
    count: CountFunction
    move: MoveFunction
    zh: str
    en: str

    @property
    def label(self) -> str:
        """The name in the active language."""
        return self.en if (get_language() or "zh").startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Estate:
    """So many records of one kind."""

    kind: Kind
    count: int


KINDS: dict[str, Kind] = {}


def register(kind: str, count: CountFunction, move: MoveFunction, *, label: tuple[str, str]) -> None:
    """Declare a kind of record that is handed over.

    count(user_id) says how many the person owns; move(user_id=..., successor_id=..., actor=..., at=...) gives them to
    the successor with history, inside the operation, and returns how many. Raises ValueError for a kind registered
    twice.
    """
    if kind in KINDS:
        raise ValueError(f"registered twice: {kind}")
    KINDS[kind] = Kind(kind, count, move, *label)


def estate_of(user_id: int) -> list[Estate]:
    """What the person owns now, without what he has none of."""
    counts = ((kind, kind.count(user_id)) for kind in KINDS.values())
    return [Estate(kind, count) for kind, count in counts if count]


def hand_over(user_id: int, successor_id: int, *, actor: Actor, at: datetime) -> list[Estate]:
    """Give everything to the successor; returns what was moved. Runs inside an operation."""
    moved = (
        (kind, kind.move(user_id=user_id, successor_id=successor_id, actor=actor, at=at)) for kind in KINDS.values()
    )
    return [Estate(kind, count) for kind, count in moved if count]
