"""Reads of the bin; what lies there exists for whom its own kind's permission says (INV-Z1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import IntegerField, Q, QuerySet, Value

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.querysets import scope_filter
from danshu.parameters.queries import value
from danshu.recycling.models import Application, CleanupRule, CleanupRun, Entry, EntryState, Proposal
from danshu.recycling.registry import KINDS


def retention_days() -> int:
    """How long what was deleted stays."""
    return int(value("recycle_bin_days"))


def _reach(actor: Actor, *, restoring: bool) -> Q:
    """Entries of all kinds that exist for the actor."""
    found = Q(pk__in=())
    for kind in KINDS.values():
        permission = kind.restore if restoring else kind.view
        if actor.can(permission):
            found |= Q(kind=kind.kind) & scope_filter(actor.scope(permission))
    return found


def reachable(actor: Actor, *, restoring: bool) -> QuerySet[Entry]:
    """Entries in whatever state that exist for the actor: to look at, or to take out."""
    return Entry.objects.filter(_reach(actor, restoring=restoring))


def entries(actor: Actor, *, restoring: bool = False) -> QuerySet[Entry]:
    """What lies in the bin, as far as it exists for the actor, without the payload."""
    rows = Entry.objects.filter(_reach(actor, restoring=restoring), state=EntryState.KEPT)
    kept_for = Value(retention_days(), output_field=IntegerField())
    return rows.select_related("owner", "unit").annotate(kept_for=kept_for).defer("payload", "refs")


def entry_by_id(actor: Actor, pk: int, *, ended: bool = False) -> Entry:
    """One entry with its payload. Raises NotFound."""
    rows = Entry.objects.filter(_reach(actor, restoring=False), pk=pk).select_related("owner", "unit")
    entry = rows.first() if ended else rows.filter(state=EntryState.KEPT).first()
    if entry is None:
        raise NotFound()
    return entry


def may_restore(actor: Actor, entry: Entry) -> bool:
    """True when the actor may take it out himself."""
    return entries(actor, restoring=True).filter(pk=entry.pk).exists()


def entry_of(actor: Actor, kind: str, root_id: int) -> Entry | None:
    """The entry of a deleted record that the actor may restore."""
    return entries(actor, restoring=True).filter(kind=kind, root_id=root_id).first()


def entry_called(actor: Actor, kind: str, label: str) -> Entry | None:
    """The entry of a deleted record by its number, for those who may look into the bin (ORD-043)."""
    return entries(actor).filter(kind=kind, label=label).order_by("-id").first()


def due_at(entry: Entry) -> datetime:
    """When it is purged."""
    days = getattr(entry, "kept_for", None)
    return entry.deleted_at + timedelta(days=retention_days() if days is None else days)


def days_left(entry: Entry, at: datetime) -> int:
    """Whole days until the purge, never negative."""
    return max(0, (due_at(entry) - at).days)


def expired(at: datetime) -> QuerySet[Entry]:
    """What has lain long enough."""
    return Entry.objects.filter(state=EntryState.KEPT, deleted_at__lte=at - timedelta(days=retention_days()))


USES = """
SELECT split_part(ref, ':', 2)::bigint, count(*) FROM recycling_entry e, unnest(e.refs) AS ref
WHERE e.state = 'kept' AND e.kind = %(kind)s AND e.refs && %(refs)s::text[] AND ref = ANY(%(refs)s::text[]) GROUP BY 1
"""


def uses(kind: str, target: str, pks: Sequence[int]) -> Mapping[int, int]:
    """How many binned records of a kind point at each of these records: they must stay until it is decided."""
    with connection.cursor() as cursor:
        cursor.execute(USES, {"kind": kind, "refs": [f"{target}:{pk}" for pk in pks]})
        return dict(cursor.fetchall())


def applications(actor: Actor) -> QuerySet[Application]:
    """Restore applications: one's own, and those for what the actor may restore."""
    reach = Entry.objects.filter(_reach(actor, restoring=True))
    rows = Application.objects.filter(Q(asked_by_id=actor.user_id) | Q(entry__in=reach))
    return rows.select_related("entry").defer("entry__payload")


def pending_applications(actor: Actor) -> QuerySet[Application]:
    """Those that wait for this person."""
    reach = Entry.objects.filter(_reach(actor, restoring=True))
    return Application.objects.filter(state=Application.State.PENDING, entry__in=reach)


def rules() -> QuerySet[CleanupRule]:
    """The rules of regular cleanup."""
    return CleanupRule.objects.all()


def runs(actor: Actor) -> QuerySet[CleanupRun]:
    """The log of cleanup runs."""
    return CleanupRun.objects.select_related("rule")


def run_by_id(pk: int) -> CleanupRun:
    """One run. Raises NotFound."""
    run = CleanupRun.objects.select_related("rule").filter(pk=pk).first()
    if run is None:
        raise NotFound()
    return run


def proposals(run: CleanupRun) -> QuerySet[Proposal]:
    """What a run proposes."""
    return Proposal.objects.filter(run=run).order_by("since", "id")
