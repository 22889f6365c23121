"""What an operation gathers while it runs: changes for the audit trail, events, effects to show."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from danshu.kit.actor import Actor
from danshu.kit.events import CONSEQUENCES, Event
from danshu.kit.refs import SourceRef

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one record: field name -> (old, new); reason where one was asked (COM-017)."""

    subject: SourceRef
    label: str
    fields: Mapping[str, tuple[Any, Any]]
    reason: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """One consequence in words with its figures, for impact dialogs (principle 3)."""

    code: str
    text: str
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class DryRun(Generic[R]):
    """What an operation would have done."""

    result: R
    effects: tuple[Effect, ...]
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Context:
    """The running operation. `memo` keeps what a module reads once for all of it, by the module's name."""

    operation: str
    actor: Actor
    at: datetime
    dry: bool = False
    changes: list[Change] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    memo: dict[str, Any] = field(default_factory=dict)

    def changed(
        self,
        kind: str,
        pk: int,
        *,
        label: str,
        changes: Mapping[str, tuple[Any, Any]] | None = None,
        reason: str = "",
        action: str = "",
    ) -> None:
        """Note a change of one record; `action` names a partial step when one operation has several."""
        self.changes.append(Change(SourceRef(kind, pk), label, changes or {}, reason, action or self.operation))

    def effect(self, code: str, text: str, tone: str = "neutral") -> None:
        """Note a consequence that a person should see before confirming."""
        self.effects.append(Effect(code, text, tone))

    def publish(self, event: Event) -> None:
        """State a fact: its consequences run now, its handlers after the commit."""
        self.events.append(event)
        for function in CONSEQUENCES[type(event)]:
            function(event, actor=self.actor, at=self.at)


_CURRENT: ContextVar[Context | None] = ContextVar("operation", default=None)


def current_context() -> Context:
    """The running operation; raises RuntimeError outside of one."""
    context = _CURRENT.get()
    if context is None:
        raise RuntimeError("this changes data and must run inside an operation")
    return context


def operation_memo() -> dict[str, Any] | None:
    """The memo of the running operation; None outside of one."""
    context = _CURRENT.get()
    return None if context is None else context.memo


def publish(event: Event) -> None:
    """Shorthand for current_context().publish(event)."""
    current_context().publish(event)


@contextlib.contextmanager
def active(context: Context) -> Iterator[None]:
    """Make a context current. An operation called inside another one gathers into its own context."""
    token = _CURRENT.set(context)
    try:
        yield
    finally:
        _CURRENT.reset(token)
