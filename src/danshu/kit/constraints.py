"""The database refuses, the code explains: constraint names and the refusals they stand for."""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError

from danshu.kit.errors import DomainError

_REFUSALS: dict[str, Callable[[], DomainError]] = {}


def explain(constraint: str, refusal: Callable[[], DomainError]) -> None:
    """Say which refusal a violated constraint means; `refusal` makes it."""
    _REFUSALS[constraint] = refusal


def refusal_for(error: IntegrityError) -> DomainError | None:
    """The refusal that a database error stands for; None when nobody explained its constraint."""
    diagnosis = getattr(error.__cause__, "diag", None)
    maker = _REFUSALS.get(getattr(diagnosis, "constraint_name", None) or "")
    return maker() if maker else None
