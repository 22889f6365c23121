"""Nobody overwrites what he has not seen (COM-012, CC-9)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from danshu.kit.actor import Actor
from danshu.kit.errors import EditConflict
from danshu.kit.models import Versioned

VERSION_FIELDS = ("version", "updated_at", "updated_by_name")


def require_version(record: Versioned, seen: int | None) -> None:
    """Raise EditConflict when the record is not in the version the actor was looking at; None skips the check.

    The caller holds the row lock.
    """
    if seen is not None and record.version != seen:
        when = timezone.localtime(record.updated_at).strftime("%m-%d %H:%M")
        raise EditConflict(user=record.updated_by_name or "—", time=when, version=record.version)


def touch(record: Versioned, *, actor: Actor, at: datetime) -> tuple[str, ...]:
    """Raise the version and note who and when; returns the names to add to `update_fields`."""
    record.version += 1
    record.updated_at, record.updated_by_name = at, actor.name
    return VERSION_FIELDS
