"""Who holds what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from danshu.holds.lifecycle import LIVE
from danshu.holds.models import Claim
from danshu.kit.refs import SourceRef


@dataclass(frozen=True, slots=True)
class LiveClaim:
    """What a document holds of a resource now; `open` is what it took less what it used."""

    resource_id: int
    source: SourceRef
    quantity: Decimal
    open: Decimal
    state: str
    taken_at: datetime
    expires_at: datetime | None


def live_claims(kind: str, resource_ids: Collection[int]) -> list[LiveClaim]:
    """The live claims on some resources, oldest first. One query."""
    rows = Claim.objects.filter(resource_kind=kind, resource_id__in=set(resource_ids), state__in=LIVE)
    return _read(rows.order_by("taken_at", "pk"))


def claims_of(kind: str, sources: Sequence[SourceRef]) -> list[LiveClaim]:
    """What documents of one kind of source hold now. One query."""
    if not sources:
        return []
    kinds = {source.kind for source in sources}
    rows = Claim.objects.filter(
        resource_kind=kind, source_kind__in=kinds, source_id__in={source.pk for source in sources}, state__in=LIVE
    )
    wanted = set(sources)
    return [claim for claim in _read(rows.order_by("pk")) if claim.source in wanted]


def _read(rows: QuerySet[Claim]) -> list[LiveClaim]:
    return [
        LiveClaim(
            resource_id=row.resource_id,
            source=SourceRef(row.source_kind, row.source_id),
            quantity=row.quantity,
            open=row.quantity - row.converted,
            state=row.state,
            taken_at=row.taken_at,
            expires_at=row.expires_at,
        )
        for row in rows
    ]
