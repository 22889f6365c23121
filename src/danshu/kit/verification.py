"""Every derived number can be re-added: modules declare checks, `danshu verify` runs them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

CheckFunction = Callable[[], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: its ID in the reliability rules, a stable code, the function that names broken rows."""

    invariant: str
    code: str
    function: CheckFunction


CHECKS: dict[str, Check] = {}


def check(invariant: str, code: str) -> Callable[[CheckFunction], CheckFunction]:
    """Register a check. Raises ValueError for a code registered twice."""

    def register(function: CheckFunction) -> CheckFunction:
        if code in CHECKS:
            raise ValueError(f"check registered twice: {code}")
        CHECKS[code] = Check(invariant, code, function)
        return function

    return register
