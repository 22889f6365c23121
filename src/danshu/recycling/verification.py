"""Re-adds what the bin promises (INV-L2): one place per record, whole graphs, nothing left of what left."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from danshu.kit.verification import check
from danshu.recycling.graph import model_of, parts_in_order
from danshu.recycling.models import Entry, EntryState
from danshu.recycling.registry import KINDS


@check("INV-L2", "recycling.one_place")
def records_lie_in_one_place() -> Iterator[str]:
    """What lies in the bin lies in no live table."""
    for kind in KINDS.values():
        table = model_of(kind.model)._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT e.label FROM recycling_entry e JOIN {table} t ON t.id = e.root_id "  # noqa: S608
                "WHERE e.kind = %s AND e.state = 'kept'",
                [kind.kind],
            )
            for (label,) in cursor:
                yield _("%(label)s 在回收站中，同时还在使用") % {"label": label}


@check("INV-L2", "recycling.whole_graph")
def payloads_are_whole() -> Iterator[str]:
    """Each payload has its record once and as many rows of each part as were taken out."""
    for entry in Entry.objects.filter(state=EntryState.KEPT).iterator(chunk_size=200):
        counts = {model: len(rows) for model, rows in entry.payload.items() if model != "@loose"}
        known = {KINDS[entry.kind].model, *(part.model for part in parts_in_order(entry.kind))}
        if counts != entry.facts.get("rows") or counts.get(KINDS[entry.kind].model) != 1 or set(counts) - known:
            yield _("%(label)s 在回收站中的内容不完整") % {"label": entry.label}


@check("INV-L2", "recycling.nothing_left")
def nothing_is_left_of_what_left() -> Iterator[str]:
    """What was restored or purged keeps no copy here, and what was purged names nobody."""
    ended = Entry.objects.exclude(state=EntryState.KEPT)
    left = ended.exclude(payload={}) | ended.exclude(refs=[])
    named = Entry.objects.filter(state=EntryState.PURGED).exclude(title="", reason="", facts={})
    for label in left.union(named).values_list("label", flat=True):
        yield _("%(label)s 已离开回收站，但留有内容") % {"label": label}
