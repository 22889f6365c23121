"""Enter a stock-in or stock-out order (INV-006)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from danshu.inventory.documents import KIND, confirm_now, write_lines
from danshu.inventory.errors import WarehouseInvalid
from danshu.inventory.loading import warehouse_in_scope
from danshu.inventory.models import StockDocument
from danshu.inventory.moving import lock_stocks
from danshu.inventory.numbers import BY_DIRECTION
from danshu.inventory.permissions import CONFIRM_DOCUMENT, CREATE_DOCUMENT
from danshu.inventory.rules import LineEntry, head_problems, line_problems
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.numbering.operations.next_numbers import next_numbers


@operation("inventory.create_stock_document", permission=CREATE_DOCUMENT, label=("新建出入库单", "Enter stock order"))
def create_stock_document(
    *,
    direction: str,
    type: str,  # noqa: A002 - the word of the form and the API
    warehouse_id: int,
    lines: Sequence[LineEntry],
    source_text: str = "",
    source: SourceRef | None = None,
    handler_id: int | None = None,
    remark: str = "",
    confirm: bool = False,
    actor: Actor,
    at: datetime,
) -> StockDocument:
    """Write a draft; with `confirm` post it at once (needs that right too).

    direction: "in" or "out"; type: see DocumentType; source_text: the number on the supplier's or customer's paper.
    Raises NotFound for a warehouse out of scope, WarehouseInvalid, FieldErrors naming every wrong field
    (lines-0-quantity ...), and when confirming StockShort with every gap.
    """
    warehouse = warehouse_in_scope(warehouse_id, actor=actor, permission=CREATE_DOCUMENT)
    if not warehouse.is_valid:
        raise WarehouseInvalid(field="warehouse")
    problems = head_problems(direction, type, source_text, remark, handler_id)
    if problems := [*problems, *line_problems(lines, direction)]:
        raise FieldErrors(problems)
    if confirm:
        actor.require(CONFIRM_DOCUMENT)
        lock_stocks([(warehouse.pk, line.item_id) for line in lines])
    document = StockDocument(
        direction=direction, type=type, warehouse=warehouse, source_text=source_text.strip(), remark=remark.strip(),
        source_kind=source.kind if source else "", source_id=source.pk if source else None,
        handler_id=handler_id or actor.user_id,
        created_by_id=actor.user_id, created_by_name=actor.name, created_at=at, updated_at=at,
        updated_by_name=actor.name,
        number=next_numbers(BY_DIRECTION[direction], count=1, at=at)[0],
    )  # fmt: skip
    document.save(force_insert=True)
    write_lines(document, lines)
    current_context().changed(
        KIND, document.pk, label=document.number,
        changes={"direction": (None, direction), "type": (None, type),
                 "warehouse": (None, warehouse.name), "lines": (None, len(lines))},
    )  # fmt: skip
    if confirm:
        confirm_now(document, actor=actor, at=at)
    return document
