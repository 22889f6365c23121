"""Change a draft of a stock order (INV-006)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from danshu.inventory.documents import KIND, write_lines
from danshu.inventory.errors import WarehouseInvalid
from danshu.inventory.lifecycle import DocumentStatus
from danshu.inventory.loading import locked_document, warehouse_in_scope
from danshu.inventory.models import StockDocument
from danshu.inventory.permissions import CREATE_DOCUMENT
from danshu.inventory.rules import LineEntry, head_problems, line_problems
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, FieldErrors
from danshu.kit.operation import operation
from danshu.kit.versions import touch


class DocumentPosted(DomainError):
    """What moved stock is not changed."""

    code = "stock_document_posted"
    message = _("%(number)s 已经%(state)s，不能再修改")
    way_out = _("需要更正时冲销这张单，再新建一张")


@operation("inventory.edit_stock_document", permission=CREATE_DOCUMENT, label=("修改出入库单", "Edit stock order"))
def edit_stock_document(
    *,
    document_id: int,
    version: int | None,
    type: str,  # noqa: A002 - the word of the form and the API
    warehouse_id: int,
    lines: Sequence[LineEntry],
    source_text: str = "",
    handler_id: int | None = None,
    remark: str = "",
    actor: Actor,
    at: datetime,
) -> StockDocument:
    """Replace the content of a draft; its direction and number stay.

    Raises NotFound, EditConflict, DocumentPosted for anything but a draft, WarehouseInvalid, FieldErrors.
    """
    document = locked_document(document_id, version=version, actor=actor, permission=CREATE_DOCUMENT)
    if document.status != DocumentStatus.DRAFT:
        raise DocumentPosted(number=document.number, state=document.get_status_display())
    warehouse = warehouse_in_scope(warehouse_id, actor=actor, permission=CREATE_DOCUMENT)
    if not warehouse.is_valid:
        raise WarehouseInvalid(field="warehouse")
    problems = head_problems(document.direction, type, source_text, remark, handler_id)
    if problems := [*problems, *line_problems(lines, document.direction)]:
        raise FieldErrors(problems)
    given = {
        "type": type, "warehouse_id": warehouse.pk, "source_text": source_text.strip(), "remark": remark.strip(),
        "handler_id": handler_id or document.handler_id,
    }  # fmt: skip
    changes = {name: (old, new) for name, new in given.items() if (old := getattr(document, name)) != new}
    for name, (_old, new) in changes.items():
        setattr(document, name, new)
    document.save(update_fields=[*changes, *touch(document, actor=actor, at=at)])
    count = document.lines.count()
    document.lines.all().delete()
    write_lines(document, lines)
    current_context().changed(
        KIND, document.pk, label=document.number, changes={**changes, "lines": (count, len(lines))}
    )
    return document
