"""Reserving, shipping and taking back stock for documents of upper modules (INV-008).

All functions run inside an operation, in its transaction. Each runs the same number of statements for any number of
lines, locks the stock in the order (warehouse, item) and does everything or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from danshu.holds import engine
from danshu.holds.counters import CounterKeeper
from danshu.holds.keeping import NotEnough, NotHeld, Want
from danshu.inventory.models import Place
from danshu.inventory.moving import enter_moves, into, out_of
from danshu.inventory.shortages import claim_short, stock_short
from danshu.kit.actor import Actor
from danshu.kit.refs import SourceRef

STOCK = "inventory.stock"

engine.register_keeper(
    STOCK,
    CounterKeeper(
        STOCK,
        table="inventory_stockbalance",
        key=("warehouse_id", "item_id"),
        capacity="on_hand",
        used="reserved",
        unbounded="may_be_negative",
    ),
)


@dataclass(frozen=True, slots=True)
class StockNeed:
    """A document's line needs a quantity of an item from a warehouse; `source` names that line, not the document.

    batch is written onto the moves of a shipment.
    """

    warehouse_id: int
    item_id: int
    quantity: Decimal
    source: SourceRef
    batch: str = ""


def reserve(needs: Sequence[StockNeed], *, at: datetime, expires_at: datetime | None = None) -> None:
    """Hold stock for documents: all of it, or nothing and StockShort naming each gap. One statement.

    expires_at: the hold ends by itself then (unpaid shop orders); None: it stands until shipped or released.
    Raises AlreadyReserved (through the operation) for a line that holds this stock already: to change a quantity,
    release and reserve again in the same operation; nobody can come between.
    """
    try:
        engine.take(STOCK, _wants(needs), at=at, expires_at=expires_at)
    except NotEnough as short:
        raise stock_short(short.gaps) from None


def release(sources: Sequence[SourceRef], *, at: datetime) -> Mapping[SourceRef, Decimal]:
    """Free all that these lines still hold, and say what that was; lines that hold nothing are fine. One statement."""
    return {ended.source: ended.quantity for ended in engine.release(STOCK, sources, at=at)}


def keep(sources: Sequence[SourceRef], *, at: datetime) -> set[SourceRef]:
    """Let holds with a moment stand without one (the order was paid); see holds.engine.keep. One statement."""
    return engine.keep(STOCK, sources, at=at)


def extend(sources: Sequence[SourceRef], *, until: datetime, at: datetime) -> set[SourceRef]:
    """Give holds more time, never less; see holds.engine.extend. One statement."""
    return engine.extend(STOCK, sources, until=until, at=at)


def ship(
    moves: Sequence[StockNeed],
    *,
    at: datetime,
    actor: Actor,
    document: SourceRef,
    label: str,
    beyond_claim: bool = False,
) -> None:
    """Turn reservations into stock-out moves of a document (a shipment); `label` is its number. Two statements.

    A line may be shipped in parts; the rest stays reserved. Raises ClaimShort, and ships nothing, when a line ships
    more than it holds in that warehouse; with `beyond_claim` the difference comes out of the free stock there, or is
    refused by StockShort.
    """
    try:
        engine.convert(STOCK, _wants(moves), at=at, allow_less=beyond_claim)
    except NotHeld as short:
        raise claim_short(short.gaps) from None
    out = [out_of(need.warehouse_id, need.item_id, need.quantity, Place.CUSTOMER, batch=need.batch) for need in moves]
    enter_moves(out, document=document, label=label, actor=actor, at=at)


def take_back(
    moves: Sequence[StockNeed],
    *,
    at: datetime,
    actor: Actor,
    document: SourceRef,
    label: str,
    reserve_again: bool = True,
) -> None:
    """Undo a shipment: the goods lie in the warehouse again, reserved for the same lines. At most two statements.

    reserve_again=False leaves them free (the order was cancelled meanwhile).
    """
    back = [into(need.warehouse_id, need.item_id, need.quantity, Place.CUSTOMER, batch=need.batch) for need in moves]
    enter_moves(back, document=document, label=label, actor=actor, at=at)
    if reserve_again:
        try:
            engine.take(STOCK, _wants(moves), at=at, add=True)
        except NotEnough as short:
            raise stock_short(short.gaps) from None


def _wants(needs: Sequence[StockNeed]) -> list[Want]:
    return [Want((need.warehouse_id, need.item_id), need.quantity, need.source) for need in needs]
