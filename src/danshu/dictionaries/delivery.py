"""Puts delivered values of declared dictionaries into the table after each migration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from danshu.dictionaries.models import Value
from danshu.dictionaries.registry import DICTIONARIES, Dictionary
from danshu.kit.clock import now


def deliver(**_: Any) -> None:
    """Add values that were never there; what administrators changed or invalidated stays as it is."""
    known = set(Value.objects.exclude(code="").values_list("dictionary", "code"))
    taken = set(Value.objects.filter(is_valid=True).values_list("dictionary", "name"))
    Value.objects.bulk_create(row for declared in DICTIONARIES.values() for row in _missing(declared, known, taken))


def _missing(declared: Dictionary, known: set[tuple[str, str]], taken: set[tuple[str, str]]) -> Iterable[Value]:
    moment = now()
    for position, (code, zh, en) in enumerate(declared.delivered, start=1):
        if (declared.code, code) not in known and (declared.code, zh) not in taken:
            yield Value(
                dictionary=declared.code, code=code, name=zh, name_en=en, position=position,
                attributes=declared.delivered_with(code), created_at=moment, updated_at=moment,
            )  # fmt: skip
