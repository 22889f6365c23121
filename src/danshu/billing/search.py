"""Receipts and refunds in the palette and the quick search (COM-001)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import pgettext_lazy

from danshu.billing.permissions import VIEW_RECEIPT, VIEW_REFUND
from danshu.billing.queries import receipt_rows, refund_rows
from danshu.billing.web.lists import RECEIPTS_SEARCHED, REFUNDS_SEARCHED, receipt_url, refund_url
from danshu.billing.web.statuses import RECEIPT_STATUSES, REFUND_STATUSES
from danshu.kit.actor import Actor
from danshu.kit.querysets import exact_first
from danshu.ui.formats import money_text
from danshu.ui.lists import literal
from danshu.ui.ports import Hit, search_provider


def find_receipt_hits(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Receipts of the actor by number, payer or reference, newest first."""
    rows = literal(*RECEIPTS_SEARCHED)(receipt_rows(actor), text).order_by("-pk")
    return [
        Hit(
            title=row.number, url=receipt_url(row), icon="cash",
            note=f"{row.payer_name} {money_text(row.amount, row.currency)}", status=RECEIPT_STATUSES[row.state],
        )
        for row in exact_first(rows, text, "number", limit=limit)
    ]  # fmt: skip


def find_refund_hits(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Refunds of the actor by number, order or customer, newest first."""
    rows = literal(*REFUNDS_SEARCHED)(refund_rows(actor), text).order_by("-pk")
    return [
        Hit(
            title=row.number, url=refund_url(row), icon="receipt-refund",
            note=f"{row.customer_name} {money_text(row.amount, row.currency)}", status=REFUND_STATUSES[row.status],
        )
        for row in exact_first(rows, text, "number", limit=limit)
    ]  # fmt: skip


search_provider(pgettext_lazy("列表", "收款"), permission=VIEW_RECEIPT, find=find_receipt_hits, order=40)
search_provider(pgettext_lazy("列表", "退款"), permission=VIEW_REFUND, find=find_refund_hits, order=45)
