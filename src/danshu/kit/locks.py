"""The only place that takes row locks (CC-2, CC-3)."""

from __future__ import annotations

import hashlib
from typing import TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def lock(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Lock the rows in primary-key order, without blocking inserts of their children."""
    return rows.order_by("pk").select_for_update(no_key=True, of=("self",))


def lock_whole(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Lock the rows in primary-key order also against new children: whoever adds one waits until the transaction ends."""
    return rows.order_by("pk").select_for_update(of=("self",))


def lock_skipping(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Lock those rows that nobody else holds: for queues."""
    return rows.select_for_update(no_key=True, of=("self",), skip_locked=True)


def lock_slot(*parts: object) -> None:
    """Serialise on something that has no row of its own, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [slot_key(*parts)])


def slot_key(*parts: object) -> int:
    """The key of such a slot, for triggers that share it."""
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
