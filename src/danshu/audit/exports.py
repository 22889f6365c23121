"""Each export is an entry of the trail: who, which list, which filter, how many rows (PRV-2, SYS-010)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from danshu.audit.sinks import AuditTrail
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.context import Context
from danshu.kit.sql import run_steps

EXPORT = "audit.export"


def log_export(actor: Actor, list_name: str, kind: str, rows: int, filters: Mapping[str, Any]) -> None:
    """Write the entry in a transaction of its own."""
    asked = {name: value for name, value in filters.items() if value not in ("", None, [], ())}
    context = Context(EXPORT, actor, now())
    changes = {"format": (None, kind), "rows": (None, rows), "filters": (None, asked or None)}
    context.changed("audit.export", 0, label=list_name, changes=changes)
    with transaction.atomic():
        run_steps([AuditTrail().step(context)])
