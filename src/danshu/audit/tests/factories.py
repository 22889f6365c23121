"""Entries of the trail for tests."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from danshu.audit.models import AuditEntry
from danshu.kit.clock import now


def make_entry(*, at: datetime | None = None, **fields: Any) -> AuditEntry:
    """A stored entry."""
    given = {"actor_name": "王五", "operation": "test.change", "action": "test.change", "ip_address": None} | fields
    return AuditEntry.objects.create(at=at or now(), **given)


@contextlib.contextmanager
def insider() -> Iterator[None]:
    """Somebody with the database's own administrator rights, for whom triggers do not fire."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")
