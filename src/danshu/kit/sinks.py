"""Where the machinery of operations hands over to the modules that own tables (audit, outbox)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.apps import apps
from django.db.models import Model

from danshu.kit.actor import Actor
from danshu.kit.context import Context
from danshu.kit.errors import DomainError
from danshu.kit.sql import Step, run_steps


@dataclass(frozen=True, slots=True)
class Replay:
    """The stored result of an earlier call: a record by model and key, or plain data."""

    model: str
    pk: int | None
    data: Any

    def load(self) -> Any:
        """The result again; a record is read anew."""
        return apps.get_model(self.model)._default_manager.get(pk=self.pk) if self.model else self.data

    @classmethod
    def of(cls, result: Any) -> Replay:
        """What to store of a result. Raises TypeError when it is neither a record nor plain data."""
        if isinstance(result, Model):
            return cls(result._meta.label, result.pk, None)
        return cls("", None, json.loads(json.dumps(result)))


class AuditSink(Protocol):
    """Says how to write what an operation changed; logs what was refused."""

    def step(self, context: Context) -> Step: ...
    def refused(
        self, operation: str, actor: Actor, at: datetime, refusal: DomainError, about: Mapping[str, Any]
    ) -> None: ...


class EventSink(Protocol):
    """Says how to write events and their deliveries."""

    def step(self, context: Context) -> Step: ...


class MoneySink(Protocol):
    """Says how to write the postings that an operation left for its end."""

    def step(self, context: Context) -> Step | None: ...


class KeySink(Protocol):
    """Keeps idempotency keys."""

    def claim(self, key: str, operation: str, actor: Actor, digest: str) -> Replay | None: ...
    def step(self, key: str, replay: Replay) -> Step: ...


class Sinks:
    """The installed sinks; each module installs its own when it is ready."""

    audit: AuditSink | None = None
    events: EventSink | None = None
    money: MoneySink | None = None
    keys: KeySink

    def flush(self, context: Context, key: str, result: Any) -> None:
        """Write everything an operation gathered, in its transaction and in one statement."""
        steps = []
        if self.money is not None and (posting := self.money.step(context)) is not None:
            steps.append(posting)
        if self.audit is not None and context.changes:
            steps.append(self.audit.step(context))
        if self.events is not None and context.events:
            steps.append(self.events.step(context))
        if key:
            steps.append(self.keys.step(key, Replay.of(result)))
        run_steps(steps)

    def refused(
        self, operation: str, actor: Actor, at: datetime, refusal: DomainError, about: Mapping[str, Any]
    ) -> None:
        """Log a refused permission (INV-U1). about: the arguments, or those of the address: they name the record."""
        if self.audit is not None:
            self.audit.refused(operation, actor, at, refusal, about)


SINKS = Sinks()


def digest_of(arguments: dict[str, Any]) -> str:
    """A digest of an operation's input without who and when."""
    kept = {name: value for name, value in arguments.items() if name not in ("actor", "at")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, default=repr).encode()).hexdigest()
