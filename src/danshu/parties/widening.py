"""What else a chosen value means: a category also means everything below it (CUS-011).

Upper modules say it; lists, conditions and the API ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

Widen = Callable[[Collection[int]], Collection[int]]

_WIDENED: dict[str, Widen] = {}


def widens(field: str) -> Callable[[Widen], Widen]:
    """Register a function that adds to the chosen keys of a field. Raises ValueError for a field taken twice."""

    def register(function: Widen) -> Widen:
        if field in _WIDENED:
            raise ValueError(f"widened twice: {field}")
        _WIDENED[field] = function
        return function

    return register


def wider(field: str, keys: Collection[int]) -> Collection[int]:
    """The keys and what they mean besides."""
    return _WIDENED[field](keys) if field in _WIDENED else keys
