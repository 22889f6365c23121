"""Print an order: its content of this moment becomes a numbered copy (DOC-001, DOC-004)."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation

from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.printing.copies import LANGUAGES, record_copy
from danshu.printing.errors import NotPrintable, UnknownLanguage
from danshu.printing.records import PrintedDocument
from danshu.sales.letterhead import letterhead, payment_account
from danshu.sales.lifecycle import GIVEN_UP, OrderStatus
from danshu.sales.loading import locked_order
from danshu.sales.order_form import order_sheet
from danshu.sales.permissions import PRINT_ORDER


@operation("sales.print_order", permission=PRINT_ORDER, label=("打印订单", "Print order"))
def print_order(*, order_id: int, language: str = "zh-hans", actor: Actor, at: datetime) -> PrintedDocument:
    """Freeze and count the next copy; its pages are made afterwards, outside of this transaction.

    language: "zh-hans" or "en". An order that was not approved carries a watermark. The version of the order stays:
    printing changes nothing of it. Raises NotFound, UnknownLanguage, NotPrintable for cancelled and voided orders.
    """
    if language not in LANGUAGES:
        raise UnknownLanguage(field="language")
    order = locked_order(order_id, actor=actor, permission=PRINT_ORDER)
    if order.status in GIVEN_UP:
        raise NotPrintable(label=order.number, state=OrderStatus(order.status).label)
    lines = list(order.lines.order_by("position"))
    with translation.override(language):
        sheet, head = order_sheet(order, lines, account=payment_account()), letterhead()
    document = record_copy(source=order.ref, sheet=sheet, letterhead=head, language=language, actor=actor, at=at)
    before, order.print_count = order.print_count, document.copy
    order.save(update_fields=["print_count"])
    current_context().changed(
        "sales.order", order.pk, label=order.number, changes={"print_count": (before, document.copy), "print_code": (None, document.code)},
    )  # fmt: skip
    return document
