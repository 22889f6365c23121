"""Print a change order: its content of this moment becomes a numbered copy (ORD-014, DOC-004)."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from danshu.amendments.change_form import ENDED, change_sheet
from danshu.amendments.loading import locked_amendment
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.printing.copies import LANGUAGES, record_copy
from danshu.printing.errors import NotPrintable, UnknownLanguage
from danshu.printing.records import PrintedDocument
from danshu.sales.letterhead import letterhead
from danshu.sales.permissions import PRINT_ORDER


@operation("amendments.print_amendment", permission=PRINT_ORDER, label=("打印变更单", "Print change order"))
def print_amendment(*, amendment_id: int, language: str = "zh-hans", actor: Actor, at: datetime) -> PrintedDocument:
    """Freeze and count the next copy; its pages are made afterwards, outside of this transaction.

    language: "zh-hans" or "en". One that waits for its review carries a watermark. Raises NotFound, UnknownLanguage,
    NotPrintable for rejected and withdrawn ones.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(field="language")
    held = locked_amendment(amendment_id, actor=actor, permission=PRINT_ORDER)
    found = held.amendment
    if found.status in ENDED:
        raise NotPrintable(label=found.number, state=str(found.get_status_display()))
    with translation.override(language):
        sheet, head = change_sheet(found, held.order), letterhead()
    document = record_copy(source=found.ref, sheet=sheet, letterhead=head, language=language, actor=actor, at=at)
    current_context().changed(
        "amendments.amendment", found.pk, label=found.number,
        changes={"copy": (None, document.copy), "print_code": (None, document.code)},
    )  # fmt: skip
    return document
