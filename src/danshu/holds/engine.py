"""The one engine of claims (bone 5): take, use up, extend, keep, release, and let go what passed its moment.

    register_keeper(CounterKeeper("inventory.stock", "inventory_stockbalance", ("warehouse_id", "item_id"), ...))
    take("inventory.stock", [Want((warehouse_id, item_id), Decimal(3), SourceRef("sales.order_line", 9))], at=at)

All functions run inside an operation, in its transaction, with the same number of statements for any number of wants.
A claim with a moment is free for the next taker from that moment on, whether or not the sweeper ran (INV-H2).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from danshu.holds.events import ClaimLapsed
from danshu.holds.keeping import Ended, Gap, Keeper, NotEnough, NotHeld, Want
from danshu.holds.statements import EXTEND, KEEP
from danshu.kit.arrays import array
from danshu.kit.context import current_context
from danshu.kit.refs import SourceRef
from danshu.kit.sources import describe_sources

KEEPERS: dict[str, Keeper] = {}


def register_keeper(kind: str, keeper: Keeper) -> None:
    """Name the keeper of a kind of resource. Raises ValueError for a kind that has one."""
    if kind in KEEPERS:
        raise ValueError(f"two keepers of {kind}")
    KEEPERS[kind] = keeper


def take(
    kind: str, wants: Sequence[Want], *, at: datetime, expires_at: datetime | None = None, add: bool = False
) -> None:
    """Claim everything wanted, or nothing and NotEnough with each gap.

    expires_at: until when (held); None: until it is used or released (kept). A document that holds the resource
    already is refused by the database (`claim_live_once`) unless `add`, which makes its claim larger.
    """
    current_context()
    if not wants:
        return
    if any(want.quantity <= 0 for want in wants):
        raise ValueError("a claim needs a positive quantity")
    taken = KEEPERS[kind].take(wants, at=at, expires_at=expires_at, add=add)
    _tell(kind, taken.lapsed)
    if taken.gaps:
        raise NotEnough(taken.gaps)


def release(kind: str, sources: Sequence[SourceRef], *, at: datetime) -> list[Ended]:
    """Give back all that these documents still hold; documents that hold nothing are fine. Returns what was freed."""
    current_context()
    return KEEPERS[kind].release(sources, at=at) if sources else []


def convert(kind: str, wants: Sequence[Want], *, at: datetime, allow_less: bool = False) -> list[Gap]:
    """Use up claims, wholly or partly: the resource counts as used for good by whatever the caller does next.

    Raises NotHeld, and uses nothing, when a document wants more than it (still) holds; with `allow_less` it uses
    what there is and returns the gaps.
    """
    current_context()
    if not wants:
        return []
    gaps = KEEPERS[kind].convert(wants, at=at, allow_less=allow_less)
    if gaps and not allow_less:
        raise NotHeld(gaps)
    return gaps


def keep(kind: str, sources: Sequence[SourceRef], *, at: datetime) -> set[SourceRef]:
    """Let held claims stand without a moment: the order was paid, the reservation confirmed.

    Returns the documents that now hold something without a moment. One that is missing came too late, its claims had
    passed their moment: say so, do not go on.
    """
    return _change(KEEP, kind, sources, {"at": at})


def extend(kind: str, sources: Sequence[SourceRef], *, until: datetime, at: datetime) -> set[SourceRef]:
    """Move the moment of held claims, only in the holder's favour: an earlier `until` changes nothing.

    Returns the documents that still hold something (see `keep`).
    """
    return _change(EXTEND, kind, sources, {"at": at, "until": until})


def expire_due(*, at: datetime, limit: int = 500) -> int:
    """Give up claims past their moment, of every kind, `limit` at a time; returns how many. Run by the sweeper."""
    current_context()
    total = 0
    for kind, keeper in sorted(KEEPERS.items()):
        ended = keeper.expire_due(at=at, limit=limit)
        _tell(kind, ended)
        total += len(ended)
    return total


def _change(text: str, kind: str, sources: Sequence[SourceRef], parameters: dict[str, Any]) -> set[SourceRef]:
    current_context()
    given = {
        "kind": kind,
        "source_kinds": array(s.kind for s in sources),
        "source_ids": array(s.pk for s in sources),
    }
    with connection.cursor() as cursor:
        cursor.execute(text, {**parameters, **given})
        return {SourceRef(source_kind, source_id) for source_kind, source_id in cursor.fetchall()}


def _tell(kind: str, lapsed: Sequence[Ended]) -> None:
    """Put what ended into the histories of the documents that held it, and say so."""
    if not lapsed:
        return
    context, labels = current_context(), describe_sources([ended.source for ended in lapsed])
    for ended in lapsed:
        context.changed(
            ended.source.kind,
            ended.source.pk,
            label=labels[ended.source].text,
            changes={"quantity": (ended.quantity, 0)},
            action="holds.expire_claims",
        )
        context.publish(
            ClaimLapsed(
                aggregate=ended.source, resource_kind=kind, resource_id=ended.resource_id, quantity=ended.quantity
            )
        )
