"""Writes changed lines of a stored order, set-based, and says what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from danshu.files.removal import forget_records
from danshu.kit.sql import insert_rows, next_ids
from danshu.sales.drafting import OrderDraft
from danshu.sales.models import Order, OrderLine
from danshu.sales.store import LINE_COLUMNS, line_row

SHOWN = ("quantity", "unit_price", "discount_rate", "amount", "warehouse_id", "wanted_date", "remark")
PROGRESS = ("shipped_quantity", "signed_quantity", "returned_quantity")

SAVE_WAREHOUSES = """
UPDATE sales_orderline AS line SET warehouse_id = given.warehouse_id
FROM unnest(%s::bigint[], %s::bigint[]) AS given(id, warehouse_id) WHERE line.id = given.id
"""


def save_warehouses(lines: Sequence[OrderLine], draft: OrderDraft) -> None:
    """Keep the warehouses that confirming chose."""
    chosen = {line.position: line.warehouse_id for line in draft.lines}
    changed = [(line.pk, chosen[line.position]) for line in lines if line.warehouse_id != chosen[line.position]]
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(SAVE_WAREHOUSES, [[pk for pk, _ in changed], [warehouse for _, warehouse in changed]])


def rewrite_lines(order: Order, before: Sequence[OrderLine], draft: OrderDraft) -> Mapping[str, tuple[Any, Any]]:
    """Replace the lines of an order that nothing was shipped of; kept lines keep their identity.

    Returns the differences for the history: 'line.<position>.<field>' -> (old, new), whole lines when one was
    added or removed.
    """
    old = {line.pk: line for line in before}
    fresh = sum(1 for line in draft.lines if line.entry.line_id not in old)
    new_ids = iter(next_ids(("sales_orderline", fresh))[0] if fresh else [])
    rows = []
    for index, line in enumerate(draft.lines):
        pk = line.entry.line_id if line.entry.line_id in old else next(new_ids)
        rows.append(line_row(line, draft, index, int(pk or 0)) | {"order_id": order.pk})
    changes = line_differences(old, rows)
    if changes:
        forget_records("sales.order_line", set(old) - {row["id"] for row in rows})
        order.lines.all().delete()
        insert_rows("sales_orderline", LINE_COLUMNS, rows)
    return changes


def line_differences(old: Mapping[int, OrderLine], rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Any, Any]]:
    """What differs between stored lines and the rows that replace them, named by place."""
    changes: dict[str, tuple[Any, Any]] = {}
    kept = {row["id"] for row in rows}
    for pk, line in old.items():
        if pk not in kept:
            changes[f"line.{line.position}"] = (_describe(line.item_code, line.quantity, line.amount), None)
    for row in rows:
        line_before = old.get(row["id"])
        name = f"line.{row['position']}"
        if line_before is None or line_before.item_id != row["item_id"]:
            before = _describe(line_before.item_code, line_before.quantity, line_before.amount) if line_before else None
            changes[name] = (before, _describe(row["item_code"], row["quantity"], row["amount"]))
            continue
        for field in (*SHOWN, "position", "unit_price"):
            if getattr(line_before, field) != row[field]:
                changes[f"{name}.{field}"] = (getattr(line_before, field), row[field])
    return changes


def _describe(code: str, quantity: Decimal, amount: Decimal) -> str:
    return f"{code} × {quantity.normalize():f} = {amount:,.2f}"
