"""Test data of stores, made by the real operations."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from danshu.identity.models import Unit
from danshu.identity.tests.factories import make_unit
from danshu.kit.actor import Actor
from danshu.stores.models import Store
from danshu.stores.operations.create_store import create_store

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
_numbers = count(1)


def make_store(name: str = "", *, unit: Unit | None = None, **values: Any) -> Store:
    """An open store."""
    number = next(_numbers)
    given = {
        "code": f"S{number:03d}", "name": name or f"门店 {number}", "unit_id": (unit or make_unit()).pk, **values,
    }  # fmt: skip
    return create_store(values=given, actor=Actor.system(), at=NOW)  # type: ignore[arg-type]
