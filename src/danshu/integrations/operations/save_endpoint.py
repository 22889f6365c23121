"""Enter or change a receiver (SYS-030)."""

from __future__ import annotations

from datetime import datetime

from danshu.integrations.models import Endpoint
from danshu.integrations.outgoing import target_of
from danshu.integrations.permissions import CONFIGURE
from danshu.integrations.rules import EndpointEntry
from danshu.integrations.secrets import keep, secret_of, url_of
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch

PLAIN = ("name", "kind", "events", "is_active")


@operation(
    "integrations.save_endpoint", permission=CONFIGURE, label=("设置对外通知", "Configure an outgoing notification")
)
def save_endpoint(
    *, entry: EndpointEntry, endpoint_id: int | None = None, seen_version: int | None = None, actor: Actor, at: datetime
) -> Endpoint:
    """A new receiver, or another content of one. Address and secret never stand in the trail.

    Raises FieldErrors, EndpointNameTaken, NotFound, EditConflict.
    """
    entry = entry.checked(is_new=endpoint_id is None)
    row = _found(endpoint_id, seen_version) if endpoint_id is not None else _new(entry, at)
    before = {name: getattr(row, name) for name in PLAIN} if endpoint_id is not None else dict.fromkeys(PLAIN)
    row.name, row.kind, row.events, row.is_active = entry.name, entry.kind, list(entry.events), entry.is_active
    if entry.url:
        row.host = target_of(entry.url).name
    if entry.url or entry.secret:
        keep(row, url=entry.url or url_of(row), secret=entry.secret or (secret_of(row) if endpoint_id else ""))
    row.save(update_fields=[*PLAIN, "host", "sealed_url", "sealed_secret", *touch(row, actor=actor, at=at)])
    changes = {name: (before[name], getattr(row, name)) for name in PLAIN if before[name] != getattr(row, name)}
    if entry.url:
        changes["host"] = (None, row.host)
    current_context().changed("integrations.endpoint", row.pk, label=row.name, changes=changes)
    return row


def _new(entry: EndpointEntry, at: datetime) -> Endpoint:
    """The row first: what is sealed is bound to its key."""
    return Endpoint.objects.create(
        name=entry.name, kind=entry.kind, host="", sealed_url="", events=[], is_active=False, created_at=at, updated_at=at,
        version=0,
    )  # fmt: skip


def _found(endpoint_id: int, seen_version: int | None) -> Endpoint:
    row = lock(Endpoint.objects.filter(pk=endpoint_id)).first()
    if row is None:
        raise NotFound()
    require_version(row, seen_version)
    return row
