"""Who watches over customers that leave their owner: modules above may refuse it, whatever the way (CUS-018).

    @watches("pool.lock")
    def keep_locked(leaving: Leaving) -> None:
        ...raises a DomainError to keep the customer where it is

Called under the customer's lock by the one function that writes the owner, so that no page, batch, interface, import or
job goes past it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from danshu.kit.actor import Actor
from danshu.parties.models import Customer


class Way(StrEnum):
    """How a customer leaves his owner."""

    REASSIGNED = "reassigned"
    HANDED_OVER = "handed_over"  # the owner's account was disabled (ACC-005)
    RELEASED = "released"
    PICKED = "picked"
    IDLE = "idle"  # the nightly job


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A locked customer, before his owner changes."""

    customer: Customer
    way: Way
    actor: Actor
    at: datetime


_WATCHERS: dict[str, Callable[[Leaving], None]] = {}


def watches(code: str) -> Callable[[Callable[[Leaving], None]], Callable[[Leaving], None]]:
    """Register a watcher. Raises ValueError for a code taken twice."""

    def register(function: Callable[[Leaving], None]) -> Callable[[Leaving], None]:
        if code in _WATCHERS:
            raise ValueError(f"registered twice: {code}")
        _WATCHERS[code] = function
        return function

    return register


def leave(leaving: Leaving) -> None:
    """Ask all watchers. Raises what the first of them refuses."""
    for watcher in _WATCHERS.values():
        watcher(leaving)
