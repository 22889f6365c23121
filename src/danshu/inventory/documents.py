"""What the operations on stock orders share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.inventory.errors import StockShort, plain
from danshu.inventory.events import StockDocumentConfirmed
from danshu.inventory.lifecycle import DOCUMENT_LIFECYCLE, DocumentStatus
from danshu.inventory.models import StockDocument, StockDocumentLine, StockMove
from danshu.inventory.models.document import Direction, DocumentType
from danshu.inventory.moving import Move, enter_moves, into, out_of
from danshu.inventory.rules import LineEntry
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError
from danshu.kit.refs import SourceRef
from danshu.kit.sql import insert_rows
from danshu.kit.versions import touch

KIND = "inventory.document"
COLUMNS = {
    "document_id": "bigint", "position": "int", "item_id": "bigint", "quantity": "numeric", "batch": "text",
    "unit_cost": "numeric", "remark": "text",
}  # fmt: skip


class AlreadyOpened(DomainError):
    """An opening quantity is entered once; afterwards quantities change by moves and adjustments (INV-004)."""

    code = "stock_already_opened"
    message = gettext_lazy("%(items)s 在这个仓库已经有出入库记录，不能再填期初")
    way_out = gettext_lazy("数量有出入时做库存调整")


def write_lines(document: StockDocument, lines: Sequence[LineEntry]) -> None:
    """Insert the lines of a document, in one statement."""
    rows: list[Mapping[str, Any]] = [
        {
            "document_id": document.pk,
            "position": position,
            "item_id": line.item_id,
            "quantity": line.quantity,
            "batch": line.batch.strip(),
            "unit_cost": line.unit_cost,
            "remark": line.remark.strip(),
        }
        for position, line in enumerate(lines, 1)
    ]
    insert_rows("inventory_stockdocumentline", COLUMNS, rows)


def post_document(document: StockDocument, *, actor: Actor, at: datetime) -> None:
    """Enter the moves of a document that is about to be confirmed: all or StockShort. Names what they do."""
    lines = list(document.lines.select_related("item"))
    try:
        enter_moves(
            [_move(document, line) for line in lines],
            document=SourceRef(KIND, document.pk),
            label=document.number,
            actor=actor,
            at=at,
            reason=document.type,
        )
    except StockShort as short:
        rows = [(document.warehouse_id, x.item_id, f"lines-{x.position - 1}-quantity") for x in lines]
        raise short.beside(rows) from None
    opens = document.type == DocumentType.OPENING and document.direction == Direction.IN
    if opens and document.reverses_id is None:
        _require_first(document, lines)
    _name_effects(document, lines)


def _require_first(document: StockDocument, lines: Sequence[StockDocumentLine]) -> None:
    """The stocks are locked by now, so nobody can have begun them beside us."""
    before = StockMove.objects.filter(warehouse_id=document.warehouse_id, item_id__in=[x.item_id for x in lines])
    others = before.exclude(document_kind=KIND, document_id=document.pk).values_list("item_id", flat=True)
    if known := set(others):
        raise AlreadyOpened(items=_("、").join(sorted({str(x.item) for x in lines if x.item_id in known})))


def _move(document: StockDocument, line: StockDocumentLine) -> Move:
    build = into if document.direction == Direction.IN else out_of
    return build(
        document.warehouse_id,
        line.item_id,
        line.quantity,
        document.counterpart,
        batch=line.batch,
        unit_cost=line.unit_cost,
        remark=line.remark,
    )


def _name_effects(document: StockDocument, lines: Sequence[StockDocumentLine]) -> None:
    context = current_context()
    comes_in = document.direction == Direction.IN
    text = _("%(warehouse)s：%(item)s 增加 %(n)s") if comes_in else _("%(warehouse)s：%(item)s 减少 %(n)s")
    for line in lines:
        facts = {"warehouse": document.warehouse.name, "item": str(line.item), "n": plain(line.quantity)}
        context.effect("stock", text % facts, "ok" if comes_in else "warn")


def set_status(
    document: StockDocument, status: str, changes: Mapping[str, Any], *, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Take a step of the life cycle, save it and note it. Raises IllegalTransition."""
    before = document.status
    DOCUMENT_LIFECYCLE.move(document, status)
    for name, value in changes.items():
        setattr(document, name, value)
    document.save(update_fields=["status", *changes, *touch(document, actor=actor, at=at)])
    current_context().changed(
        KIND, document.pk, label=document.number, changes={"status": (before, document.status)}, reason=reason
    )


def confirm_now(document: StockDocument, *, actor: Actor, at: datetime) -> None:
    """Confirm a draft: its moves are entered and everybody is told."""
    set_status(
        document, DocumentStatus.CONFIRMED, {"confirmed_at": at, "confirmed_by_name": actor.name}, actor=actor, at=at
    )
    post_document(document, actor=actor, at=at)
    publish(
        StockDocumentConfirmed(
            aggregate=SourceRef(KIND, document.pk),
            version=document.version,
            number=document.number,
            direction=document.direction,
            type=document.type,
            warehouse_id=document.warehouse_id,
            item_ids=tuple(sorted(set(document.lines.values_list("item_id", flat=True)))),
        )
    )
