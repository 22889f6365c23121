"""Writes audit rows and idempotency keys for the machinery of operations."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import Context
from danshu.kit.errors import DomainError, KeyReused
from danshu.kit.sinks import Replay

# One statement for any number of changed records.
WRITE = """
INSERT INTO audit_auditentry (at, actor_id, actor_name, ip_address, operation, action, result,
    subject_kind, subject_id, subject_label, changes, reason)
SELECT %s, %s, %s, %s, %s, unnest(%s::text[]), %s, unnest(%s::text[]), unnest(%s::bigint[]), unnest(%s::text[]),
    unnest(%s::jsonb[]), unnest(%s::text[])
"""

CLAIM = """
INSERT INTO audit_idempotencykey (key, operation, actor_id, digest, created_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (key) DO NOTHING
"""


def plain(value: object) -> object:
    """JSON for the values of an audit trail."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


class AuditTrail:
    """The audit sink."""

    def write(self, context: Context) -> None:
        """Insert one row per changed record, in the operation's transaction."""
        changes, actor = context.changes, context.actor
        with connection.cursor() as cursor:
            cursor.execute(
                WRITE,
                [
                    context.at, actor.user_id, actor.name, actor.ip_address, context.operation,
                    [c.action for c in changes], "done",
                    [c.subject.kind for c in changes], [c.subject.pk for c in changes],
                    [c.label[:200] for c in changes],
                    [json.dumps(dict(c.fields), ensure_ascii=False, default=plain) for c in changes],
                    [c.reason for c in changes],
                ],
            )  # fmt: skip

    def refused(self, operation: str, actor: Actor, at: datetime, refusal: DomainError) -> None:
        """Log a refused permission in a transaction of its own; the refused one has been rolled back."""
        details = json.dumps({"code": refusal.code, **refusal.facts}, ensure_ascii=False, default=plain)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                WRITE,
                [at, actor.user_id, actor.name, actor.ip_address, operation, [operation], "refused",
                 [""], [None], [""], [details], [""]],
            )  # fmt: skip


class IdempotencyKeys:
    """The sink of keys: the key row lives and dies with the transaction of the effect."""

    def claim(self, key: str, operation: str, actor: Actor, digest: str) -> Replay | None:
        """Take the key, waiting for whoever is just using it; None when it is ours, else the stored result."""
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [key, operation, actor.user_id, digest, now()])
            if cursor.rowcount == 1:
                return None
            cursor.execute("SELECT operation, actor_id, digest, result FROM audit_idempotencykey WHERE key = %s", [key])
            used_for, used_by, used_with, stored = cursor.fetchone()
        if (used_for, used_by, used_with) != (operation, actor.user_id, digest):
            raise KeyReused(field="idempotency_key")
        result: dict[str, Any] = json.loads(stored) if isinstance(stored, str) else stored
        return Replay(result["model"], result["pk"], result["data"])

    def store(self, key: str, replay: Replay) -> None:
        """Keep the result beside the key."""
        result = {"model": replay.model, "pk": replay.pk, "data": replay.data}
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE audit_idempotencykey SET result = %s::jsonb WHERE key = %s", [json.dumps(result), key]
            )
