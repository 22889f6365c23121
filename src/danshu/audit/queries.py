"""Reading the trail: the history of a record and the logs (COM-017, SYS-005)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from danshu.audit.labels import FIELDS, action_label, field_label, value_text
from danshu.audit.models import AuditEntry
from danshu.kit.masking import STARS
from danshu.kit.reasons import reason_text

Hidden = Callable[[str], bool]
Worded = Mapping[str, Callable[[Any], str]]

DONE, REFUSED = "done", "refused"
MAX_SHOWN = 120


def entries() -> QuerySet[AuditEntry]:
    """The whole trail; who may read it is checked by the caller's permission."""
    return AuditEntry.objects.all()


def history(
    kind: str, pk: int, limit: int = 50, *, hidden: Hidden | None = None, worded: Worded | None = None
) -> list[dict[str, Any]]:
    """What happened to one record, newest first, shaped for the timeline part of danshu.ui (COM-017).

    The caller has checked that the record exists for the actor. hidden(field) is True for what the page does not show:
    derived figures, what it says elsewhere. worded: field -> words of a stored value, where they depend on the record,
    for example amounts in its currency.
    """
    rows = AuditEntry.objects.filter(subject_kind=kind, subject_id=pk).order_by("-id")[:limit]
    return [shown(row, hidden, worded) for row in rows]


def history_of(
    subjects: Iterable[tuple[str, int]], limit: int = 50, *, hidden: Hidden | None = None
) -> list[dict[str, Any]]:
    """The histories of several records in one, for a document with its lines, shipments and payments."""
    wanted = Q(pk__in=())
    by_kind: dict[str, list[int]] = {}
    for kind, pk in subjects:
        by_kind.setdefault(kind, []).append(pk)
    for kind, keys in by_kind.items():
        wanted |= Q(subject_kind=kind, subject_id__in=keys)
    rows = AuditEntry.objects.filter(wanted).order_by("-id")[:limit]
    return [shown(row, hidden) for row in rows]


def last_label(kind: str, pk: int) -> str:
    """What a record was called when it was last changed; "" for one without an entry."""
    named = AuditEntry.objects.filter(subject_kind=kind, subject_id=pk).exclude(subject_label="").order_by("-id")
    return named.values_list("subject_label", flat=True).first() or ""


def shown(row: AuditEntry, hidden: Hidden | None = None, worded: Worded | None = None) -> dict[str, Any]:
    """One entry as the timeline shows it: when, who, action, kind, changes as (label, old, new), reason.

    `step` is the same for all entries that one operation wrote together; `whole` names that operation; `subject` is the
    kind and the name of the record.
    """
    verb = row.action.rpartition(".")[2].partition("_")[0]
    return {
        "when": row.at,
        "who": row.actor_name,
        "action": action_label(row.action),
        "kind": "refused" if row.result == REFUSED else ("create" if verb in ("create", "add") else "change"),
        "changes": changes_in_words(row, hidden, worded),
        "reason": reason_text(row.reason),
        "whole": action_label(row.operation),
        "subject": (row.subject_kind, row.subject_label),
        "step": (row.operation, row.at, row.written_at, row.actor_id),
    }


def changes_in_words(
    row: AuditEntry, hidden: Hidden | None = None, worded: Worded | None = None
) -> list[tuple[str, str, str]]:
    """(field, old, new) of an entry in the active language; values that were and stay empty are left out."""
    if row.result == REFUSED:
        return []
    kind = row.subject_kind
    order = list(FIELDS.get(kind, {}))  # JSON of the database keeps none
    told = [item for item in row.changes.items() if hidden is None or not hidden(item[0])]
    fields = sorted(told, key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    pairs = ((field, pair if isinstance(pair, list) and len(pair) == 2 else ["", pair]) for field, pair in fields)
    words = ((field_label(kind, f), *(_words(kind, f, v, worded) for v in (old, new))) for f, (old, new) in pairs)
    return [(label, old[:MAX_SHOWN], new[:MAX_SHOWN]) for label, old, new in words if old or new]


def _words(kind: str, field: str, value: Any, worded: Worded | None) -> str:
    told = value_text(kind, field, value)
    own = (worded or {}).get(field)
    # what the registry hides or leaves empty stays so
    return own(value) if own is not None and told and told != STARS else told
