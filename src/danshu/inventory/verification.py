"""Stock re-added from its moves (`danshu verify`); each check is one statement, so it sees one moment."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from danshu.kit.verification import check

ON_HAND = """
SELECT b.id, b.warehouse_id, b.item_id, b.on_hand, coalesce(m.total, 0)
FROM inventory_stockbalance b LEFT JOIN (
    SELECT warehouse_id, item_id, sum(CASE to_place WHEN 'warehouse' THEN quantity ELSE -quantity END) AS total
    FROM inventory_stockmove GROUP BY warehouse_id, item_id
) m ON m.warehouse_id = b.warehouse_id AND m.item_id = b.item_id
WHERE b.on_hand <> coalesce(m.total, 0) ORDER BY b.id
"""
RUNNING = """
SELECT id, warehouse_id, item_id, on_hand_after, expected FROM (
    SELECT id, warehouse_id, item_id, on_hand_after, sum(CASE to_place WHEN 'warehouse' THEN quantity ELSE -quantity END)
        OVER (PARTITION BY warehouse_id, item_id ORDER BY id) AS expected FROM inventory_stockmove) AS m
WHERE on_hand_after <> expected ORDER BY id
"""
BOUNDS = """
SELECT id, warehouse_id, item_id, on_hand, reserved FROM inventory_stockbalance
WHERE reserved < 0 OR (NOT may_be_negative AND (on_hand < 0 OR reserved > on_hand)) ORDER BY id
"""
STRAYS = """
SELECT m.id, m.warehouse_id, m.item_id FROM inventory_stockmove m
LEFT JOIN inventory_stockbalance b ON b.warehouse_id = m.warehouse_id AND b.item_id = m.item_id
WHERE b.id IS NULL OR m.quantity <= 0 OR (m.from_place = 'warehouse') = (m.to_place = 'warehouse') ORDER BY m.id
"""
# a document moved exactly its lines if it was posted, and nothing if it was not
DOCUMENTS = """
WITH due AS (
    SELECT d.id, d.warehouse_id, l.item_id, sum(CASE d.direction WHEN 'in' THEN l.quantity ELSE -l.quantity END) AS total
    FROM inventory_stockdocument d JOIN inventory_stockdocumentline l ON l.document_id = d.id
    WHERE d.status IN ('confirmed', 'reversed') GROUP BY d.id, d.warehouse_id, l.item_id
), moved AS (
    SELECT document_id AS id, warehouse_id, item_id,
        sum(CASE to_place WHEN 'warehouse' THEN quantity ELSE -quantity END) AS total
    FROM inventory_stockmove WHERE document_kind = 'inventory.document' GROUP BY 1, 2, 3
)
SELECT id, warehouse_id, item_id, due.total, moved.total FROM due FULL JOIN moved USING (id, warehouse_id, item_id)
WHERE due.total IS DISTINCT FROM moved.total ORDER BY 1, 3
"""
ADJUSTMENTS = """
WITH moved AS (
    SELECT document_id AS id, sum(CASE to_place WHEN 'warehouse' THEN quantity ELSE -quantity END) AS total
    FROM inventory_stockmove WHERE document_kind = 'inventory.adjustment' GROUP BY 1
)
SELECT coalesce(a.id, m.id), a.number, a.status, a.difference, m.total
FROM inventory_stockadjustment a FULL JOIN moved m ON m.id = a.id
WHERE CASE WHEN a.status = 'posted' THEN a.difference END IS DISTINCT FROM m.total ORDER BY 1
"""
WAREHOUSES = """
SELECT w.id, w.code, count(*) FROM inventory_warehouse w JOIN inventory_stockbalance b ON b.warehouse_id = w.id
WHERE NOT w.is_valid AND (b.on_hand <> 0 OR b.reserved <> 0) GROUP BY w.id, w.code ORDER BY w.id
"""


@check("INV-S1", "inventory.on_hand")
def on_hand_equals_moves() -> Iterator[str]:
    """On hand is the sum of all moves."""
    with connection.cursor() as cursor:
        cursor.execute(ON_HAND)
        for pk, warehouse, item, on_hand, total in cursor.fetchall():
            yield f"stock {pk} (warehouse {warehouse}, item {item}): on hand {on_hand}, moves add up to {total}"


@check("INV-S1", "inventory.running_quantities")
def running_quantities_follow() -> Iterator[str]:
    """What each move says lay there afterwards follows from the moves before: a missing one shows here."""
    with connection.cursor() as cursor:
        cursor.execute(RUNNING)
        for pk, warehouse, item, said, expected in cursor.fetchall():
            yield f"move {pk} (warehouse {warehouse}, item {item}): says {said}, should be {expected}"


@check("INV-S1", "inventory.bounds")
def quantities_keep_their_bounds() -> Iterator[str]:
    """Nothing below zero, nothing reserved that is not there, unless the item's policy says so."""
    with connection.cursor() as cursor:
        cursor.execute(BOUNDS)
        for pk, warehouse, item, on_hand, reserved in cursor.fetchall():
            yield f"stock {pk} (warehouse {warehouse}, item {item}): on hand {on_hand}, reserved {reserved}"


@check("INV-S1", "inventory.moves_belong")
def moves_belong() -> Iterator[str]:
    """Each move is a positive quantity between one warehouse and another place."""
    with connection.cursor() as cursor:
        cursor.execute(STRAYS)
        for pk, warehouse, item in cursor.fetchall():
            yield f"move {pk} (warehouse {warehouse}, item {item}): no such stock, or wrong places or quantity"


@check("INV-S1", "inventory.documents_posted")
def documents_moved_their_lines() -> Iterator[str]:
    """A confirmed paper moved exactly its lines, any other nothing."""
    with connection.cursor() as cursor:
        cursor.execute(DOCUMENTS)
        for pk, warehouse, item, due, moved in cursor.fetchall():
            yield f"stock order {pk}: lines of item {item} in warehouse {warehouse} say {due or 0}, moved {moved or 0}"
        cursor.execute(ADJUSTMENTS)
        for pk, number, status, due, moved in cursor.fetchall():
            yield f"adjustment {number or pk} ({status}): difference {due}, moved {moved or 0}"


@check("INV-S1", "inventory.invalid_warehouses_empty")
def invalid_warehouses_are_empty() -> Iterator[str]:
    """No goods lie in a warehouse that was given up."""
    with connection.cursor() as cursor:
        cursor.execute(WAREHOUSES)
        for pk, code, count in cursor.fetchall():
            yield f"warehouse {code} ({pk}) is invalid and holds {count} stocks"
