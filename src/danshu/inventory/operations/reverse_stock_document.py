"""Take a confirmed stock order back by its counter-document (INV-006)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.inventory.documents import KIND, post_document, set_status, write_lines
from danshu.inventory.lifecycle import DocumentStatus
from danshu.inventory.loading import locked_document
from danshu.inventory.models import StockDocument
from danshu.inventory.models.document import opposite
from danshu.inventory.moving import lock_stocks
from danshu.inventory.numbers import BY_DIRECTION
from danshu.inventory.permissions import REVERSE_DOCUMENT
from danshu.inventory.rules import LineEntry
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.operation import operation
from danshu.numbering.operations.next_numbers import next_numbers


class IsReversal(DomainError):
    """A counter-document is not taken back itself."""

    code = "stock_document_is_reversal"
    message = gettext_lazy("%(number)s 是冲销单，不能再冲销")
    way_out = gettext_lazy("需要时新建一张出入库单")


@operation(
    "inventory.reverse_stock_document", permission=REVERSE_DOCUMENT, label=("冲销出入库单", "Reverse stock order")
)
def reverse_stock_document(
    *,
    document_id: int,
    reason: str,
    version: int | None = None,
    seen_status: str | None = None,
    actor: Actor,
    at: datetime,
) -> StockDocument:
    """Move everything back by a counter-document, which is returned; both stay and point at each other.

    Raises FieldErrors without a reason, NotFound, EditConflict, StaleState, IllegalTransition for anything but a
    confirmed one, IsReversal, StockShort when what came in is no longer free.
    """
    if not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("请写明冲销原因"))])
    original = locked_document(
        document_id, version=version, seen_status=seen_status, actor=actor, permission=REVERSE_DOCUMENT
    )
    if original.reverses_id is not None:
        raise IsReversal(number=original.number)
    reason = reason.strip()[:200]
    set_status(original, DocumentStatus.REVERSED, {"reason": reason}, actor=actor, at=at, reason=reason)
    lock_stocks([(original.warehouse_id, line.item_id) for line in original.lines.all()])
    counter = _counter_document(original, reason, actor=actor, at=at)
    post_document(counter, actor=actor, at=at)
    current_context().changed(
        KIND, counter.pk, label=counter.number, changes={"reverses": (None, original.number)}, reason=reason
    )
    return counter


def _counter_document(original: StockDocument, reason: str, *, actor: Actor, at: datetime) -> StockDocument:
    direction = opposite(original.direction)
    counter = StockDocument(
        direction=direction, type=original.type, warehouse=original.warehouse, status=DocumentStatus.CONFIRMED,
        source_text=original.number, handler_id=actor.user_id, reason=reason, reverses=original, created_by_id=actor.user_id,
        created_by_name=actor.name, confirmed_at=at, confirmed_by_name=actor.name, created_at=at, updated_at=at,
        updated_by_name=actor.name,
        number=next_numbers(BY_DIRECTION[direction], count=1, at=at)[0],
    )  # fmt: skip
    counter.save(force_insert=True)
    lines = [
        LineEntry(line.item_id, line.quantity, line.batch, line.unit_cost, line.remark) for line in original.lines.all()
    ]
    write_lines(counter, lines)
    return counter
