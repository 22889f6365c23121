"""Reading the trail: the history of a record and the logs (COM-017, SYS-005)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from danshu.audit.labels import FIELDS, action_label, field_label, value_text
from danshu.audit.models import AuditEntry

DONE, REFUSED = "done", "refused"
MAX_SHOWN = 120


def entries() -> QuerySet[AuditEntry]:
    """The whole trail; who may read it is checked by the caller's permission."""
    return AuditEntry.objects.all()


def history(kind: str, pk: int, limit: int = 50) -> list[dict[str, Any]]:
    """What happened to one record, newest first, shaped for the timeline part of danshu.ui (COM-017).

    The caller has checked that the record exists for the actor.
    """
    return history_of([(kind, pk)], limit)


def history_of(subjects: Iterable[tuple[str, int]], limit: int = 50) -> list[dict[str, Any]]:
    """The histories of several records in one, for a document with its lines, shipments and payments."""
    wanted = Q(pk__in=())
    by_kind: dict[str, list[int]] = {}
    for kind, pk in subjects:
        by_kind.setdefault(kind, []).append(pk)
    for kind, keys in by_kind.items():
        wanted |= Q(subject_kind=kind, subject_id__in=keys)
    rows = AuditEntry.objects.filter(wanted).order_by("-id")[:limit]
    return [shown(row) for row in rows]


def shown(row: AuditEntry) -> dict[str, Any]:
    """One entry as the timeline shows it: when, who, action, kind, changes as (label, old, new), reason."""
    verb = row.action.rpartition(".")[2].partition("_")[0]
    return {
        "when": row.at,
        "who": row.actor_name,
        "action": action_label(row.action),
        "kind": "refused" if row.result == REFUSED else ("create" if verb in ("create", "add") else "change"),
        "changes": changes_in_words(row),
        "reason": row.reason,
    }


def changes_in_words(row: AuditEntry) -> list[tuple[str, str, str]]:
    """(field, old, new) of an entry in the active language; values that were and stay empty are left out."""
    if row.result == REFUSED:
        return []
    kind = row.subject_kind
    order = list(FIELDS.get(kind, {}))  # JSON of the database keeps none
    fields = sorted(row.changes.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    pairs = ((field, pair if isinstance(pair, list) and len(pair) == 2 else ["", pair]) for field, pair in fields)
    words = ((field_label(kind, f), value_text(kind, f, old), value_text(kind, f, new)) for f, (old, new) in pairs)
    return [(label, old[:MAX_SHOWN], new[:MAX_SHOWN]) for label, old, new in words if old or new]
