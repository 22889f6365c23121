"""Doing one thing to several customers: each in a savepoint of its own, each with its result (COM-004, CC-13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from danshu.kit.errors import DomainError
from danshu.kit.operation import one_of_several
from danshu.parties.errors import NothingSelected, TooManySelected

MAX_BATCH = 500
Result = dict[str, Any]


def each(customer_ids: Sequence[int], act: Callable[[int], Any]) -> list[Result]:
    """Run act(customer_id) for each key, in ascending order; a refused one stays unchanged and tells its reason, one
    that somebody works on too.

    Raises NothingSelected without keys, TooManySelected above 500.
    """
    if not customer_ids:
        raise NothingSelected
    if len(customer_ids) > MAX_BATCH:
        raise TooManySelected(limit=MAX_BATCH, count=len(customer_ids))
    return [_one(key, act) for key in sorted(set(customer_ids))]


def _one(key: int, act: Callable[[int], Any]) -> Result:
    try:
        with one_of_several():
            customer = act(key)
    except DomainError as refusal:
        return {"id": key, "label": "", "done": False, "code": refusal.code, "reason": str(refusal)}
    return {"id": key, "label": str(customer), "done": True, "code": "", "reason": ""}
