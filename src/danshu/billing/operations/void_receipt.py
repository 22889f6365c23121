"""Take back a receipt that was recorded by mistake (FIN-006); its number stays used."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.billing.lifecycle import ReceiptState
from danshu.billing.models import Receipt
from danshu.billing.permissions import RECORD_RECEIPT
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch
from danshu.ledger.posting import reverse


class ReceiptUsed(DomainError):
    """Money of it went somewhere, or another system told of it."""

    code = "receipt_used"
    message = gettext_lazy("收款 %(number)s 已核销、已退回或来自支付渠道，不能作废")
    way_out = gettext_lazy("多收的款可以申请退回")


@operation("billing.void_receipt", permission=RECORD_RECEIPT, label=("作废收款", "Void receipt"))
def void_receipt(*, receipt_id: int, reason: str, version: int | None = None, actor: Actor, at: datetime) -> Receipt:
    """Void a receipt that nothing was matched to or returned from: what was posted is reversed, the bank's line can be
    recorded again. Doing it twice does it once.

    Raises FieldErrors without a reason, ReceiptUsed (also for payment notices and balances), NotFound, EditConflict.
    """
    if not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("请写明作废原因"))])
    receipt = lock(Receipt.objects.filter(pk=receipt_id)).first()
    if receipt is None:
        raise NotFound()
    if receipt.state == ReceiptState.VOIDED:
        return receipt
    require_version(receipt, version)
    if receipt.free_amount != receipt.amount or receipt.channel_transaction or receipt.method == "balance":
        raise ReceiptUsed(number=receipt.number)
    before = receipt.state
    receipt.state, receipt.returned_amount, receipt.statement_key = ReceiptState.VOIDED, receipt.amount, ""
    receipt.save(update_fields=["state", "returned_amount", "statement_key", *touch(receipt, actor=actor, at=at)])
    reverse(source=receipt.ref, kind="received", on=business_date(at), at=at, reason=reason.strip())
    current_context().effect("ledger", _("冲销这笔收款的入账"), "info")
    current_context().changed(
        "billing.receipt", receipt.pk, label=receipt.number, changes={"state": (before, receipt.state)}, reason=reason
    )
    return receipt
