"""The one way goods are moved: rows of moves, in one statement; the database adds them to the balances (INV-S1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from danshu.holds.keeping import Gap
from danshu.inventory.models import Place
from danshu.inventory.shortages import stock_short
from danshu.kit.actor import Actor
from danshu.kit.arrays import array
from danshu.kit.context import current_context
from danshu.kit.refs import SourceRef

# Balances that are missing are made, then all are locked in their order (CC-2), then moves that would take more than
# is free are found, and only without such gaps the moves are entered: first what comes in, then what goes out.
ENTER = """
WITH given AS MATERIALIZED (
    SELECT *, CASE WHEN to_place = 'warehouse' THEN quantity ELSE -quantity END AS change
    FROM unnest(%(warehouses)s::bigint[], %(items)s::bigint[], %(from_places)s::text[], %(to_places)s::text[],
        %(quantities)s::numeric[], %(batches)s::text[], %(costs)s::numeric[], %(remarks)s::text[]) WITH ORDINALITY
        AS g(warehouse_id, item_id, from_place, to_place, quantity, batch, unit_cost, remark, place)
), wanted AS MATERIALIZED (
    SELECT warehouse_id, item_id, sum(change) AS change FROM given GROUP BY warehouse_id, item_id
), made AS (
    INSERT INTO inventory_stockbalance (warehouse_id, item_id, on_hand, reserved, location, remark, may_be_negative,
        version, created_at, updated_at, updated_by_name)
    SELECT warehouse_id, item_id, 0, 0, '', '', false, 1, %(at)s::timestamptz, %(at)s::timestamptz, %(user_name)s::text
    FROM wanted w WHERE change > 0 AND NOT EXISTS (SELECT FROM inventory_stockbalance b
        WHERE b.warehouse_id = w.warehouse_id AND b.item_id = w.item_id)
    ORDER BY warehouse_id, item_id ON CONFLICT DO NOTHING RETURNING id
), locked AS MATERIALIZED (
    SELECT b.warehouse_id, b.item_id, b.on_hand - b.reserved AS free, b.may_be_negative
    FROM inventory_stockbalance b
    WHERE (SELECT count(*) FROM made) >= 0 AND (b.warehouse_id, b.item_id) IN (SELECT warehouse_id, item_id FROM wanted)
    ORDER BY b.warehouse_id, b.item_id FOR NO KEY UPDATE
), gaps AS MATERIALIZED (
    SELECT w.warehouse_id, w.item_id, -w.change AS wanted, coalesce(l.free, 0) AS free
    FROM wanted w LEFT JOIN locked l USING (warehouse_id, item_id)
    WHERE w.change < 0 AND (l.free IS NULL OR (l.free + w.change < 0 AND NOT l.may_be_negative))
), entered AS (
    INSERT INTO inventory_stockmove (warehouse_id, item_id, from_place, to_place, quantity, batch, unit_cost,
        document_kind, document_id, document_label, reason, remark, user_id, user_name, at)
    SELECT g.warehouse_id, g.item_id, g.from_place, g.to_place, g.quantity, g.batch, g.unit_cost,
        %(document_kind)s::text, %(document_id)s::bigint, %(document_label)s::text, %(reason)s::text, g.remark,
        %(user_id)s::bigint, %(user_name)s::text, %(at)s::timestamptz
    FROM given g, (SELECT count(*) FROM made) AS first, (SELECT count(*) FROM locked) AS second
    WHERE NOT EXISTS (SELECT FROM gaps) ORDER BY g.change <= 0, g.place
)
SELECT warehouse_id, item_id, wanted, free FROM gaps
"""


LOCK = """
SELECT count(*) FROM (SELECT FROM inventory_stockbalance b
    WHERE (b.warehouse_id, b.item_id) IN (SELECT * FROM unnest(%(warehouses)s::bigint[], %(items)s::bigint[]))
    ORDER BY b.warehouse_id, b.item_id FOR NO KEY UPDATE) AS locked
"""


@dataclass(frozen=True, slots=True)
class Move:
    """A quantity of an item between a warehouse and another place; exactly one end is Place.WAREHOUSE.

    unit_cost in base currency, for what comes in.
    """

    warehouse_id: int
    item_id: int
    from_place: str
    to_place: str
    quantity: Decimal
    batch: str = ""
    unit_cost: Decimal | None = None
    remark: str = ""


def into(warehouse_id: int, item_id: int, quantity: Decimal, origin: str, **more: Any) -> Move:
    """Goods into a warehouse."""
    return Move(warehouse_id, item_id, origin, Place.WAREHOUSE, quantity, **more)


def out_of(warehouse_id: int, item_id: int, quantity: Decimal, destination: str, **more: Any) -> Move:
    """Goods out of a warehouse."""
    return Move(warehouse_id, item_id, Place.WAREHOUSE, destination, quantity, **more)


def enter_moves(
    moves: Sequence[Move], *, document: SourceRef, label: str, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Move goods because of a document: all moves, or none and StockShort naming each gap. One statement.

    What is reserved is not taken: a shipment first turns its reservation into use (claims.ship). Raises
    WarehouseInvalid (through the operation) when something would enter an invalid warehouse.
    """
    current_context()
    if not moves:
        return
    parameters: dict[str, Any] = {
        "warehouses": array(move.warehouse_id for move in moves),
        "items": array(move.item_id for move in moves),
        "from_places": array(str(move.from_place) for move in moves),
        "to_places": array(str(move.to_place) for move in moves),
        "quantities": array(move.quantity for move in moves),
        "batches": array(move.batch for move in moves),
        "costs": array(move.unit_cost for move in moves),
        "remarks": array(move.remark for move in moves),
        "document_kind": document.kind,
        "document_id": document.pk,
        "document_label": label,
        "reason": reason,
        "user_id": actor.user_id,
        "user_name": actor.name,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(ENTER, parameters)
        gaps = [Gap((warehouse, item), wanted, free) for warehouse, item, wanted, free in cursor.fetchall()]
    if gaps:
        raise stock_short(gaps)


def lock_stocks(pairs: Sequence[tuple[int, int | None]]) -> None:
    """Lock stocks by (warehouse_id, item_id), in their order, before something of a later class (a number) is locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            LOCK, {"warehouses": array(pair[0] for pair in pairs), "items": array(pair[1] for pair in pairs)}
        )
