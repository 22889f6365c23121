"""Who reads at this moment: for words whose showing depends on the person, deep below the page that he opened (PRV-1)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

from danshu.kit.actor import Actor

_READER: ContextVar[Actor | None] = ContextVar("reader", default=None)


def reader() -> Actor | None:
    """The person who reads; None outside of a request: then only what everybody may read is shown."""
    return _READER.get()


def read_as(actor: Actor | None) -> None:
    """From now on, inside of `reading`, this person reads."""
    _READER.set(actor)


@contextlib.contextmanager
def reading(actor: Actor | None) -> Iterator[None]:
    """Let a person read until the end of the block."""
    token = _READER.set(actor)
    try:
        yield
    finally:
        _READER.reset(token)
