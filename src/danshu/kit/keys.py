"""Keys of records in the parameters of a request: what no key can be is none, before the database is asked."""

from __future__ import annotations

from collections.abc import Iterable

DIGITS = 18  # the largest key of the database has 19


def key_of(text: object) -> int | None:
    """The key that a text names; None for anything else, and for more digits than a key has."""
    given = str(text or "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= DIGITS else None


def required_key(text: object) -> int:
    """The same. Raises ValueError where there is none."""
    key = key_of(text)
    if key is None:
        raise ValueError(text)
    return key


def keys_of(texts: Iterable[object]) -> list[int]:
    """The keys among some texts, in their order."""
    return [key for text in texts if (key := key_of(text)) is not None]
