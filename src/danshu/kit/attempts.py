"""Attempts that had no effect: whoever refuses one notes it here, the edge writes it down with its answer (SYS-032).

Noting costs nothing and cannot fail: it stays in memory until the request is answered, so that no rollback takes it along.
Outside of a request, or of a job that says so, nothing is noted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from danshu.kit.clock import now

if TYPE_CHECKING:
    from danshu.kit.actor import Actor

MISSING, FORBIDDEN = "missing", "forbidden"  # a record that is not there for this person; what he may not do
PASSWORD, LOCKED, TOKEN = (
    "password",
    "locked",
    "token",
)  # guesses: of a password or code, while locked, of a key or link
UPLOAD, FORM, SCRIPT, LIMIT = "upload", "form", "script", "limit"
KINDS = (PASSWORD, LOCKED, TOKEN, MISSING, FORBIDDEN, FORM, UPLOAD, SCRIPT, LIMIT)


class Refusal(Protocol):
    """What a refusal tells about the attempt behind it."""

    @property
    def attempt(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def oversteps(self) -> bool: ...


class Writer(Protocol):
    """Writes down what was noted."""

    def __call__(
        self, noted: Mapping[str, str], *, actor: Actor | None, address: str | None, place: str, at: datetime
    ) -> None: ...


_WRITER: list[Writer] = []
_NOTED: ContextVar[dict[str, str] | None] = ContextVar("attempts", default=None)


def note(kind: str, about: str = "") -> None:
    """Note an attempt of this request, each kind once. about: what it was aimed at, where the address of the page is not it."""
    noted = _NOTED.get()
    if noted is not None:
        noted.setdefault(kind, about)


def note_refusal(refusal: Refusal) -> None:
    """Note the attempt that a refusal answers, if it is one."""
    kind = refusal.attempt or _kind_of(refusal)
    if kind:
        note(kind)


def is_noting() -> bool:
    """True inside of a request."""
    return _NOTED.get() is not None


@contextlib.contextmanager
def noting() -> Iterator[dict[str, str]]:
    """Gather what is noted inside of the block: kind and what it was aimed at."""
    noted: dict[str, str] = {}
    token = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(token)


@contextlib.contextmanager
def noting_for(actor: Actor, place: str) -> Iterator[None]:
    """The same for a job that does what a person asked for; written at its end, however it ends. place: a path of ours."""
    noted: dict[str, str] = {}
    try:
        with noting() as noted:
            yield
    finally:
        if noted and _WRITER:
            _WRITER[0](noted, actor=actor, address=actor.ip_address, place=place, at=now())


def write_with(writer: Writer) -> None:
    """Name the function that writes attempts down; the module that keeps them does so."""
    _WRITER[:] = [writer]


def _kind_of(refusal: Refusal) -> str:
    if refusal.status == 429:
        return LIMIT
    return FORBIDDEN if refusal.status == 403 or refusal.oversteps else ""
