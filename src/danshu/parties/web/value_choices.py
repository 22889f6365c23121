"""Choices of all dictionaries of this module, read once for each request."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.core.signals import request_finished, request_started

from danshu.dictionaries.queries import choices_of
from danshu.parties.fields import CONTACT_FIELDS, CUSTOMER_FIELDS

CODES = tuple(
    dict.fromkeys(f.dictionary for f in (*CUSTOMER_FIELDS.values(), *CONTACT_FIELDS.values()) if f.dictionary)
)
_READ: ContextVar[dict[str, list[tuple[int, str]]] | None] = ContextVar("parties_choices", default=None)


def value_choices(dictionary: str) -> list[tuple[int, str]]:
    """(id, label) of the valid values of one dictionary."""
    known = _READ.get()
    if known is None:
        return choices_of([dictionary])[dictionary]
    if not known:
        known |= choices_of(CODES)
    return known[dictionary]


def _begin(**_signal: Any) -> None:
    _READ.set({})


def _end(**_signal: Any) -> None:
    _READ.set(None)


request_started.connect(_begin, dispatch_uid="danshu.parties.value_choices")
request_finished.connect(_end, dispatch_uid="danshu.parties.value_choices")
