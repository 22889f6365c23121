"""Where the machinery of operations hands over to the modules that own tables (audit, outbox)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.apps import apps
from django.db.models import Model

from danshu.kit.actor import Actor
from danshu.kit.context import Context
from danshu.kit.errors import DomainError


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
    """Writes what an operation changed, and what was refused."""

    def write(self, context: Context) -> None: ...
    def refused(self, operation: str, actor: Actor, at: datetime, refusal: DomainError) -> None: ...


class EventSink(Protocol):
    """Writes events and their deliveries."""

    def write(self, context: Context) -> None: ...


class KeySink(Protocol):
    """Keeps idempotency keys."""

    def claim(self, key: str, operation: str, actor: Actor, digest: str) -> Replay | None: ...
    def store(self, key: str, replay: Replay) -> None: ...


class Sinks:
    """The installed sinks; each module installs its own when it is ready."""

    audit: AuditSink | None = None
    events: EventSink | None = None
    keys: KeySink

    def flush(self, context: Context, key: str, result: Any) -> None:
        """Write everything an operation gathered, in its transaction."""
        if self.audit is not None and context.changes:
            self.audit.write(context)
        if self.events is not None and context.events:
            self.events.write(context)
        if key:
            self.keys.store(key, Replay.of(result))

    def refused(self, operation: str, actor: Actor, at: datetime, refusal: DomainError) -> None:
        """Log a refused permission (INV-U1)."""
        if self.audit is not None:
            self.audit.refused(operation, actor, at, refusal)


SINKS = Sinks()


def digest_of(arguments: dict[str, Any]) -> str:
    """A digest of an operation's input without who and when."""
    kept = {name: value for name, value in arguments.items() if name not in ("actor", "at")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, default=repr).encode()).hexdigest()
