"""Facts that other modules react to: in the same transaction (`consequence`) or later by the outbox (`handles`)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from django.utils.functional import Promise

from danshu.kit.refs import SourceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to one aggregate; subclasses add JSON-able facts and a `name`.

    `schema` rises when the facts change shape, so that neighbouring releases can run together (OPS-U3).
    """

    name: ClassVar[str] = ""
    schema: ClassVar[int] = 1

    aggregate: SourceRef
    version: int = 0

    def payload(self) -> dict[str, Any]:
        """The facts as JSON data, without the aggregate."""
        return {f.name: _fact(getattr(self, f.name)) for f in fields(self) if f.name not in ("aggregate", "version")}


def _fact(value: Any) -> Any:
    """A value as JSON would give it back; the usual ones without the way through JSON."""
    if value is None or type(value) in (str, int, bool):
        return value
    return str(value) if type(value) is Decimal else json.loads(json.dumps(value, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"an event carries plain data, not {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Published:
    """An event that people may build on: its name in words, and the kind of the record that its aggregate is."""

    name: str
    label: str | Promise
    kind: str


E = TypeVar("E", bound=Event)
Consequence = Callable[..., None]

CONSEQUENCES: defaultdict[type[Event], list[Consequence]] = defaultdict(list)
HANDLERS: dict[str, tuple[type[Event], Callable[[dict[str, Any]], None]]] = {}
HANDLERS_BY_EVENT: defaultdict[str, list[str]] = defaultdict(list)
PUBLISHED: dict[str, Published] = {}


def published(event: type[Event], label: str | Promise, *, of: str) -> None:
    """Offer an event to other systems and to the rules of the house; `of` is the kind of its aggregate.

    "" says that it speaks of several records. Called in the module's events.py. Raises ValueError for an event offered twice.
    """
    if event.name in PUBLISHED:
        raise ValueError(f"event published twice: {event.name}")
    PUBLISHED[event.name] = Published(event.name, label, of)


def consequence(event: type[E]) -> Callable[[Consequence], Consequence]:
    """Register `f(event, *, actor, at)` to run in the transaction that publishes the event.

    For what must be true together with the fact: a receivable, a released claim. It may refuse (DomainError).
    """

    def register(function: Consequence) -> Consequence:
        CONSEQUENCES[event].append(function)
        return function

    return register


def handles(event: type[E], *, name: str) -> Callable[[Callable[[dict[str, Any]], None]], Any]:
    """Register `f(delivery)` as an idempotent background job for each such event.

    `delivery` holds name, aggregate (text), version, payload, at (ISO). `name` is stable: it is stored.
    """

    def register(function: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
        if name in HANDLERS:
            raise ValueError(f"handler registered twice: {name}")
        HANDLERS[name] = (event, function)
        HANDLERS_BY_EVENT[event.name].append(name)
        return function

    return register
