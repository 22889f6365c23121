"""The lines of an order that is being amended: what they hold, and their rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.files.removal import forget_records
from danshu.inventory.queries import warehouse_names
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.money import ZERO
from danshu.kit.sql import insert_rows, next_ids
from danshu.sales.confirming import unconfirm
from danshu.sales.drafting import DraftLine, OrderDraft
from danshu.sales.kinds import KINDS, KindLine, KindOrder, by_kind, kind_of
from danshu.sales.models import Order, OrderLine
from danshu.sales.rewriting import line_differences
from danshu.sales.rules import APPROVE
from danshu.sales.store import LINE_COLUMNS, line_row
from danshu.ui.formats import quantity_text

# columns of a stored line that a change order leaves alone: what became of it so far
PROGRESS = frozenset({"id", "order_id", "shipped_quantity", "signed_quantity", "returned_quantity", "done_at"})


@dataclass(frozen=True, slots=True)
class Moved:
    """Whose claims change: stored lines that give back, and the places of those that claim."""

    before: Sequence[OrderLine]
    positions: frozenset[int]


def changed_lines(lines: Sequence[OrderLine], draft: OrderDraft) -> Moved:
    """Lines whose quantity changes, and those that come or go; a line that stays as it is keeps what it holds."""
    after = {line.entry.line_id: line for line in draft.lines if line.entry.line_id}
    gone = [line for line in lines if line.pk not in after or after[line.pk].quantity != line.quantity]
    touched = {line.pk for line in gone}
    places = {x.position for x in draft.lines if not x.entry.line_id or x.entry.line_id in touched}
    return Moved(gone, frozenset(places))


def give_back(order: Order, lines: Sequence[OrderLine], *, actor: Actor, at: datetime) -> None:
    """What these lines hold and have not used becomes free; papers that waited to be packed are withdrawn."""
    if lines:
        unconfirm(order, lines, actor=actor, at=at)


def with_warehouses(order: Order, draft: OrderDraft) -> OrderDraft:
    """The draft with a warehouse for each new line that needs one (FUL-001)."""
    fresh = [(x.item.kind, _kind_line(x, None)) for x in draft.lines if x.warehouse_id is None]
    for code, lines in by_kind(fresh).items():
        draft = draft.with_warehouses(kind_of(code).assign(_kind_order(order), lines))
    return draft


def claim_open(
    order: Order,
    before: Sequence[OrderLine],
    draft: OrderDraft,
    positions: Collection[int],
    ids: Mapping[int, int],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Claim what is still to be delivered of the lines at these places; ids: place -> line. Raises StockShort."""
    out = {line.pk: line.shipped_quantity for line in before}
    claiming = []
    for line in draft.lines:
        open_quantity = line.quantity - out.get(ids[line.position], ZERO)
        if line.position in positions and open_quantity > ZERO:
            claimed = replace(_kind_line(line, ids[line.position]), quantity=open_quantity)
            claiming.append((line.item.kind, claimed))
    for code, claims in by_kind(claiming).items():
        kind_of(code).claim(_kind_order(order), claims, actor=actor, at=at)
    _tell([x for code, x in claiming if KINDS[code].is_shipped and x.is_stock_managed], known=out)


def _tell(claimed: Sequence[KindLine], *, known: Collection[int]) -> None:
    names = warehouse_names({line.warehouse_id for line in claimed if line.warehouse_id}) if claimed else {}
    for line in claimed:
        facts = {"warehouse": names.get(line.warehouse_id or 0, ""), "item": line.item_name,
                 "quantity": quantity_text(line.quantity, line.unit_name)}  # fmt: skip
        again = line.line_id in known
        text = (
            _("%(warehouse)s改为占用：%(item)s %(quantity)s")
            if again
            else _("%(warehouse)s占用：%(item)s %(quantity)s")
        )
        current_context().effect("stock", text % facts, "info")


def _kind_order(order: Order) -> KindOrder:
    return KindOrder(order.pk, order.number, order.unit_id, order.warehouse_id, order.customer_id, APPROVE)


def _kind_line(line: DraftLine, line_id: int | None) -> KindLine:
    return KindLine(line.position, line.item.id, line.item.code, line.item.name, line.item.unit, line.quantity,
                    line.warehouse_id, line_id, line.item.is_stock_managed)  # fmt: skip


def write_lines(
    order: Order, before: Sequence[OrderLine], draft: OrderDraft
) -> tuple[Mapping[str, tuple[Any, Any]], Mapping[int, int]]:
    """Store the lines: kept ones in place with what became of them, new ones added, the others gone.

    Returns the differences for the history, and the line at each place. Three statements at most.
    """
    old = {line.pk: line for line in before}
    fresh = [line for line in draft.lines if line.entry.line_id not in old]
    new_ids = iter(next_ids(("sales_orderline", len(fresh)))[0] if fresh else [])
    rows = []
    for index, line in enumerate(draft.lines):
        pk = line.entry.line_id if line.entry.line_id in old else next(new_ids)
        rows.append(line_row(line, draft, index, int(pk or 0)) | {"order_id": order.pk})
    kept = {row["id"] for row in rows} & set(old)
    differences = line_differences(old, rows)
    if gone := set(old) - kept:
        forget_records("sales.order_line", gone)
        order.lines.filter(pk__in=gone).delete()
    _update([old[row["id"]] for row in rows if row["id"] in kept], {row["id"]: row for row in rows})
    insert_rows("sales_orderline", LINE_COLUMNS, [row for row in rows if row["id"] not in kept])
    return differences, {row["position"]: row["id"] for row in rows}


def _update(lines: Sequence[OrderLine], rows: Mapping[int, Mapping[str, Any]]) -> None:
    columns = [name for name in LINE_COLUMNS if name not in PROGRESS]
    for line in lines:
        for name in columns:
            setattr(line, name, rows[line.pk][name])
    if lines:
        OrderLine.objects.bulk_update(lines, columns)
