"""Claims against what their keepers carry (`danshu verify`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from danshu.holds.counters import CounterKeeper
from danshu.holds.engine import KEEPERS
from danshu.holds.lifecycle import LIVE
from danshu.holds.models import Claim
from danshu.kit.refs import SourceRef
from danshu.kit.sources import describe_sources, kinds_described
from danshu.kit.verification import check

AT_ONCE = 5_000


@check("INV-S2", "holds.used_is_sum_of_claims")
def used_is_the_sum_of_live_claims() -> Iterator[str]:
    """What a resource counts as used is what live claims still hold of it."""
    for kind, keeper in sorted(KEEPERS.items()):
        if isinstance(keeper, CounterKeeper):
            for pk, used, claimed in keeper.drifts():
                yield f"{kind}:{pk}: {keeper.used} {used}, live claims hold {claimed}"


@check("INV-S2", "holds.claims_have_live_documents")
def claims_have_live_documents() -> Iterator[str]:
    """Nothing is held for a document that has ended, or that does not exist."""
    live = Claim.objects.filter(state__in=LIVE, source_kind__in=kinds_described()).order_by("pk")
    rows = live.values_list("pk", "source_kind", "source_id", "resource_kind", "resource_id")
    remaining = rows.iterator(chunk_size=AT_ONCE)
    while batch := list(islice(remaining, AT_ONCE)):
        labels = describe_sources([SourceRef(kind, pk) for _claim, kind, pk, _resource, _id in batch])
        for claim, kind, pk, resource, resource_id in batch:
            if not labels[SourceRef(kind, pk)].is_live:
                yield f"claim {claim} on {resource}:{resource_id} is held for {kind}:{pk}, which has ended"
