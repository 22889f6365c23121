"""Print a shipping note: its content of this moment becomes a numbered copy (FUL-005)."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from danshu.fulfilment.delivery_note import ENDED, note_sheet
from danshu.fulfilment.lifecycle import ShipmentStatus
from danshu.fulfilment.loading import locked_shipment
from danshu.fulfilment.permissions import PRINT_SHIPMENT
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.printing.copies import LANGUAGES, record_copy
from danshu.printing.errors import NotPrintable, UnknownLanguage
from danshu.printing.records import PrintedDocument
from danshu.sales.letterhead import letterhead


@operation("fulfilment.print_shipment", permission=PRINT_SHIPMENT, label=("打印发货单", "Print shipping note"))
def print_shipment(*, shipment_id: int, language: str = "zh-hans", actor: Actor, at: datetime) -> PrintedDocument:
    """Freeze and count the next copy; its pages are made afterwards, outside of this transaction.

    language: "zh-hans" or "en". A note that was not confirmed carries a watermark. Raises NotFound, UnknownLanguage,
    NotPrintable for a reversed note.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(field="language")
    _orders, note = locked_shipment(shipment_id, actor=actor, permission=PRINT_SHIPMENT)
    if note.status in ENDED:
        raise NotPrintable(label=note.number, state=ShipmentStatus(note.status).label)
    with translation.override(language):
        sheet, head = note_sheet(note), letterhead()
    document = record_copy(source=note.ref, sheet=sheet, letterhead=head, language=language, actor=actor, at=at)
    before, note.print_count = note.print_count, document.copy
    note.save(update_fields=["print_count"])
    current_context().changed(
        "fulfilment.shipment", note.pk, label=note.number, changes={"print_count": (before, document.copy), "print_code": (None, document.code)},
    )  # fmt: skip
    return document
