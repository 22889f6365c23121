"""Everything that changes data is an operation: one transaction, one permission, one key, one audit trail (bone 1)."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.db import IntegrityError, OperationalError, connection, transaction

from danshu.kit.actor import Actor
from danshu.kit.attempts import SCRIPT, is_noting, note, note_refusal
from danshu.kit.constraints import refusal_for
from danshu.kit.context import Context, DryRun, active, current_context
from danshu.kit.errors import DomainError, FieldErrors, InUse
from danshu.kit.sinks import SINKS, Replay, digest_of
from danshu.kit.texts import holds_script, text_problems

P = ParamSpec("P")
R = TypeVar("R")

RETRIES = 3
RETRYABLE = {"40001", "40P01"}
LOCK_TIMEOUT = "55P03"

REGISTRY: dict[str, Operation[..., Any]] = {}
CLOSERS: list[Callable[[Context], None]] = []


class Operation(Generic[P, R]):
    """A use case as a callable object; see `operation`."""

    def __init__(self, function: Callable[P, R], code: str, permission: str, label: tuple[str, str]) -> None:
        update_wrapper(self, function)
        self.function, self.code, self.permission, self.label = function, code, permission, label

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run it: all of it or nothing. Raises DomainError for each refusal."""
        return self._start("", args, kwargs)

    def keyed(self, key: str) -> Callable[P, R]:
        """The same call under an idempotency key: repeating it replays the first result (COM-013).

        Raises KeyReused when the key was used with other input, by another person or for another operation.
        """

        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            return self._start(key, args, kwargs)

        return call

    def within(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run it as a part of the operation that is running: its transaction, its right, its audit row."""
        current_context()
        return self.function(*args, **kwargs)

    def dry_run(self, *args: P.args, **kwargs: P.kwargs) -> DryRun[R]:
        """Run the real operation and roll everything back; tell its effects and changes (impact dialogs).

        Raises the same refusals as the call itself.
        """
        with transaction.atomic():
            context = Context(self.code, _actor(kwargs), _at(kwargs), dry=True)
            context.actor.require(self.permission)
            with active(context), _refusals(), _storable(kwargs):
                result = self.function(*args, **kwargs)
            outcome = DryRun(result, tuple(context.effects), tuple(context.changes))
            transaction.set_rollback(True)
        return outcome

    def _start(self, key: str, args: Any, kwargs: Any) -> R:
        if connection.in_atomic_block:
            return self._run(key, args, kwargs)
        for attempt in range(RETRIES):
            try:
                return self._run(key, args, kwargs)
            except OperationalError as error:
                if _sqlstate(error) not in RETRYABLE or attempt == RETRIES - 1:
                    raise
                time.sleep(random.uniform(0.005, 0.05) * (attempt + 1))  # noqa: S311 - jitter, not a secret
        raise AssertionError("unreachable")

    def _run(self, key: str, args: Any, kwargs: Any) -> R:
        actor, at = _actor(kwargs), _at(kwargs)
        try:
            actor.require(self.permission)
            with _refusals(), transaction.atomic(), _storable(kwargs):
                context = Context(self.code, actor, at)
                if key and (replay := SINKS.keys.claim(key, self.code, actor, digest_of(kwargs))) is not None:
                    return self._replayed(replay)
                with active(context):
                    result = self.function(*args, **kwargs)
                    for close in CLOSERS:
                        close(context)
                SINKS.flush(context, key, result)
            if is_noting() and holds_script(kwargs):
                note(SCRIPT)
            return result
        except DomainError as refusal:
            note_refusal(refusal)
            if refusal.oversteps:
                SINKS.refused(self.code, actor, at, refusal, kwargs)
            raise

    def _replayed(self, replay: Replay) -> R:
        return cast(R, replay.load())


def at_the_end(close: Callable[[Context], None]) -> None:
    """Call a function at the end of each operation, inside its transaction, with what it gathered.

    It may note further changes and publish events; where nothing concerns it, it costs no statement.
    """
    CLOSERS.append(close)


def operation(code: str, *, permission: str, label: tuple[str, str]) -> Callable[[Callable[P, R]], Operation[P, R]]:
    """Make an operation of a keyword-only function `verb_noun(*, ..., actor, at)`.

    code: stable name, "module.verb_noun"; permission: what the actor must hold; label: (Chinese, English) name in
    logs, the matrix of rights and the API reference. The body locks in scope, decides, changes, names its
    consequences and publishes. Whoever calls it, no text among its arguments may hold control characters (COM-008).
    Raises ValueError for a code registered twice.
    """

    def register(function: Callable[P, R]) -> Operation[P, R]:
        if code in REGISTRY:
            raise ValueError(f"operation registered twice: {code}")
        REGISTRY[code] = made = Operation(function, code, permission, label)
        return made

    return register


def _actor(kwargs: dict[str, Any]) -> Actor:
    actor = kwargs["actor"]
    if not isinstance(actor, Actor):
        raise TypeError("an operation needs an Actor")
    return actor


def _at(kwargs: dict[str, Any]) -> datetime:
    at: datetime = kwargs["at"]
    if at.tzinfo is None:
        raise ValueError("`at` needs a time zone")
    return at


def _sqlstate(error: Exception) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


@contextlib.contextmanager
def _storable(arguments: dict[str, Any]) -> Iterator[None]:
    """Nothing comes of a call with control characters in its texts; the operation's own refusal tells more and goes first."""
    problems = text_problems(arguments)
    try:
        yield
    except DomainError:
        raise
    except Exception as error:
        if not problems:
            raise
        raise FieldErrors(problems) from error
    if problems:
        raise FieldErrors(problems)


@contextlib.contextmanager
def one_of_several() -> Iterator[None]:
    """A savepoint for one record of a batch inside an operation: what the database refuses of it, and a lock that is not
    free in time (InUse), concerns this record alone. Raises DomainError; nothing of the record stays then.
    """
    with _refusals(), transaction.atomic():
        yield


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """Turn what the database refuses into the domain's words; let bugs through."""
    try:
        yield
    except IntegrityError as error:
        refusal = refusal_for(error)
        if refusal is None:
            raise
        raise refusal from error
    except OperationalError as error:
        if _sqlstate(error) != LOCK_TIMEOUT:
            raise
        raise InUse() from error
