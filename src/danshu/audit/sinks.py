"""Writes audit rows and idempotency keys for the machinery of operations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from danshu.audit.queries import last_label
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import Context
from danshu.kit.errors import DomainError, FieldErrors, KeyReused
from danshu.kit.records import subject_of
from danshu.kit.sinks import Replay
from danshu.kit.sql import Step, run_steps

# For any number of changed records.
ENTRIES = """audit_entries AS (
    INSERT INTO audit_auditentry (at, actor_id, actor_name, ip_address, operation, action, result,
        subject_kind, subject_id, subject_label, changes, reason)
    SELECT %(audit_at)s::timestamptz, %(audit_actor)s::bigint, %(audit_name)s, %(audit_address)s::inet,
        %(audit_operation)s, action, %(audit_result)s, kind, id, label, changes, reason
    FROM json_to_recordset(%(audit_rows)s::json)
        AS r(action text, kind text, id bigint, label text, changes jsonb, reason text)
)"""
RESULT = """key_result AS (
    UPDATE audit_idempotencykey SET result = %(key_result)s::jsonb WHERE key = %(key)s
)"""

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

    def step(self, context: Context) -> Step:
        """One row per changed record."""
        rows = [
            {"action": c.action, "kind": c.subject.kind, "id": c.subject.pk, "label": c.label[:200],
             "changes": dict(c.fields), "reason": c.reason}
            for c in context.changes
        ]  # fmt: skip
        return _entries(rows, context.operation, context.actor, context.at, result="done")

    def refused(
        self, operation: str, actor: Actor, at: datetime, refusal: DomainError, about: Mapping[str, Any]
    ) -> None:
        """Log a refused permission in a transaction of its own; the refused one has been rolled back.

        The record it concerned is named as far as it is known; its number comes from its own entries (SYS-005).
        """
        subject = subject_of(operation, about)
        label = subject.number or (last_label(subject.kind, subject.pk) if subject.pk else "")
        changes = {"code": refusal.code, **refusal.facts}
        if isinstance(refusal, FieldErrors):
            changes["fields"] = [problem.field for problem in refusal.problems]
        row = {"action": operation, "kind": subject.kind, "id": subject.pk, "label": label[:200],
               "changes": changes, "reason": ""}  # fmt: skip
        with transaction.atomic():
            run_steps([_entries([row], operation, actor, at, result="refused")])


def _entries(rows: list[dict[str, Any]], operation: str, actor: Actor, at: datetime, *, result: str) -> Step:
    return Step(
        ENTRIES,
        {
            "audit_at": at, "audit_actor": actor.user_id, "audit_name": actor.name, "audit_address": actor.ip_address,
            "audit_operation": operation, "audit_result": result,
            "audit_rows": json.dumps(rows, ensure_ascii=False, default=plain),
        },
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

    def step(self, key: str, replay: Replay) -> Step:
        """Keep the result beside the key."""
        result = {"model": replay.model, "pk": replay.pk, "data": replay.data}
        return Step(RESULT, {"key": key, "key_result": json.dumps(result)})
