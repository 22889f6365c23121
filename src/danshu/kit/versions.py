"""Nobody overwrites what he has not seen (COM-012, CC-9)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

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


def fingerprint(content: Any) -> int:
    """A version for settings that have no row of their own, or none yet: a number that differs where the content does."""
    text = json.dumps(content, sort_keys=True, default=str)
    return int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)


def require_unchanged(content: Any, seen: int | None, *, by: str, at: datetime) -> None:
    """Raise EditConflict when the content is not what the actor was looking at; None skips the check.

    by, at: who changed it last and when. The caller holds the lock.
    """
    if seen is not None and fingerprint(content) != seen:
        when = timezone.localtime(at).strftime("%m-%d %H:%M")
        raise EditConflict(user=by or "—", time=when, version=fingerprint(content))


def touch(record: Versioned, *, actor: Actor, at: datetime) -> tuple[str, ...]:
    """Raise the version and note who and when; returns the names to add to `update_fields`."""
    record.version += 1
    record.updated_at, record.updated_by_name = at, actor.name
    return VERSION_FIELDS
