"""The history of a record for pages of modules that stand below the audit trail (COM-017)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Reader = Callable[[str, int], list[dict[str, Any]]]

_READER: list[Reader] = [lambda kind, pk: []]


def read_with(reader: Reader) -> None:
    """Install the reader; the entry does so with the one of the audit module."""
    _READER[0] = reader


def history(kind: str, pk: int) -> list[dict[str, Any]]:
    """What happened to one record, newest first, for the timeline part; the caller has checked the scope."""
    return _READER[0](kind, pk)
