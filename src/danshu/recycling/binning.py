"""Into the bin and out of it, inside the operations of the modules that own the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.words import with_count
from danshu.recycling import graph
from danshu.recycling.errors import NotInBin
from danshu.recycling.models import Entry, EntryState
from danshu.recycling.queries import reachable, retention_days
from danshu.recycling.registry import KINDS

# what must not be removed as long as something in the bin points at it
GUARDED = {"parties.Customer": "parties.customer", "catalog.Item": "catalog.item", "stores.Store": "stores.store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What the bin says of a record. facts: what its deletion released, for words in both languages."""

    pk: int
    label: str
    title: str
    status: str = ""
    amount: Decimal | None = None
    currency: str = ""
    unit_id: int | None = None
    owner_id: int | None = None
    reason_code: str = ""
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def require_deletable(kind: str, pk: int, *, label: str) -> None:
    """Raise StillHeld when something forbids the deletion; for callers that settle consequences before the record goes."""
    graph.require_free(kind, graph.graph_rows(kind, [pk]), label=label)


def put_into_bin(kind: str, filed: Filing, *, actor: Actor, at: datetime) -> Entry:
    """Take a record's graph out of the live tables into a new entry (ORD-043, CUS-005).

    The caller is an operation that holds the record's lock and has settled its consequences. Raises StillHeld.
    """
    return put_many_into_bin(kind, [filed], actor=actor, at=at)[0]


def put_many_into_bin(kind: str, filings: Sequence[Filing], *, actor: Actor, at: datetime) -> list[Entry]:
    """The same for many records in a fixed number of statements, all or none. Raises StillHeld."""
    rows = graph.graph_rows(kind, [filed.pk for filed in filings])
    graph.require_free(kind, rows, label=filings[0].label if len(filings) == 1 else str(KINDS[kind].name))
    pointed = graph.references(rows, GUARDED)
    counts = _counts(rows)
    entries = Entry.objects.bulk_create(
        Entry(
            kind=kind, root_id=filed.pk, label=filed.label, title=filed.title[:200], status=filed.status,
            amount=filed.amount, currency=filed.currency, unit_id=filed.unit_id, owner_id=filed.owner_id,
            deleted_at=at, deleted_by_id=actor.user_id, deleted_by_name=actor.name, reason_code=filed.reason_code,
            reason=filed.reason[:500], refs=sorted(pointed[filed.pk]),
            facts={**filed.facts, "rows": counts[filed.pk]},
        )
        for filed in filings
    )  # fmt: skip
    graph.take_out(kind, rows, {entry.root_id: entry.pk for entry in entries})
    return entries


def _counts(rows: graph.Rows) -> dict[int, dict[str, int]]:
    """How many rows of each table each record has."""
    counts: dict[int, dict[str, int]] = {}
    for model, owners in rows.items():
        for root in owners.values():
            own = counts.setdefault(root, {})
            own[model] = own.get(model, 0) + 1
    return counts


def tell_effects(kind: str, facts: Mapping[str, Any]) -> None:
    """Name what a deletion does in the operation that runs, and for how long it can be undone."""
    context = current_context()
    for code, text, tone in KINDS[kind].effects(facts):
        context.effect(code, text, tone)
    text = with_count("%(days)s 天内可以恢复", "days") % {"days": retention_days()}
    context.effect("restorable", text, "ok")


def locked_entry(entry_id: int, *, actor: Actor, restoring: bool = False) -> Entry:
    """An entry that still lies in the bin, locked.

    Raises NotFound for one that does not exist for the actor (to take out, when `restoring`), NotInBin for one that
    was restored or purged.
    """
    entry = lock(reachable(actor, restoring=restoring).defer("payload").filter(pk=entry_id)).first()
    if entry is None:
        raise NotFound()
    if entry.state != EntryState.KEPT:
        raise NotInBin(label=entry.label, state=EntryState(entry.state).label)
    return entry


def hand_over(kind: str, *, user_id: int, successor_id: int) -> int:
    """What lies in the bin of a person who leaves belongs to the successor when it comes back (ACC-005)."""
    rows = lock(Entry.objects.filter(kind=kind, owner_id=user_id, state=EntryState.KEPT))
    pks = list(rows.values_list("pk", flat=True))
    graph.set_root(kind, pks, {"owner_id": successor_id})
    return Entry.objects.filter(pk__in=pks).update(owner_id=successor_id)


def end(entry: Entry, state: EntryState, *, missing: Sequence[str] = (), actor: Actor, at: datetime) -> None:
    """An entry leaves the bin: its payload is needed no more."""
    entry.state, entry.ended_at, entry.ended_by_name = state, at, actor.name
    entry.payload, entry.refs, entry.missing = {}, [], list(missing)
    changed = ["state", "ended_at", "ended_by_name", "payload", "refs", "missing"]
    if state is EntryState.PURGED:
        entry.title, entry.facts, entry.reason = "", {}, ""
        changed += ["title", "facts", "reason"]
    entry.save(update_fields=changed)
