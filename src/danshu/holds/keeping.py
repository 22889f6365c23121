"""What a keeper of a scarce resource must be able to do, and the words it is asked in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from danshu.kit.refs import SourceRef


@dataclass(frozen=True, slots=True)
class Want:
    """A document asks for a quantity of a resource, named by the keeper's key columns (warehouse, item)."""

    resource: tuple[int, ...]
    quantity: Decimal
    source: SourceRef


@dataclass(frozen=True, slots=True)
class Gap:
    """What was asked of a resource and what there was instead."""

    resource: tuple[int, ...]
    wanted: Decimal
    free: Decimal


@dataclass(frozen=True, slots=True)
class Ended:
    """What a claim still held when it ended."""

    source: SourceRef
    resource_id: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Taken:
    """The result of taking: gaps (then nothing was taken), and claims that had passed their moment meanwhile."""

    gaps: tuple[Gap, ...]
    lapsed: tuple[Ended, ...]


class NotEnough(Exception):
    """The resources do not suffice; nothing was taken. The module that asked says so in its own words."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        self.gaps = tuple(gaps)
        super().__init__(f"{len(self.gaps)} gaps")


class NotHeld(Exception):
    """A document wants to use more than it holds; nothing was used."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        self.gaps = tuple(gaps)
        super().__init__(f"{len(self.gaps)} gaps")


class Keeper(Protocol):
    """The side of a resource that knows how much there is; each method runs a fixed number of statements.

    All of them lock the resources first, in the order of their keys (CC-2), decide by what they then see (CC-4) and
    give up claims past their moment before deciding (INV-H2). `danshu.holds.counters.CounterKeeper` serves everything
    that is a number on a row. A keeper of slots (product x keyword x position x days) will be another class: its
    claims carry a range under an exclusion constraint, its lock is `kit.locks.lock_slot`.
    """

    def take(self, wants: Sequence[Want], *, at: datetime, expires_at: datetime | None, add: bool) -> Taken: ...
    def release(self, sources: Sequence[SourceRef], *, at: datetime) -> list[Ended]: ...
    def convert(self, wants: Sequence[Want], *, at: datetime, allow_less: bool) -> list[Gap]: ...
    def expire_due(self, *, at: datetime, limit: int) -> list[Ended]: ...
