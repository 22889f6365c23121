"""Words of the history of money documents."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.audit.labels import audited, field_labels
from danshu.billing.lifecycle import ProblemKind, ReceiptState, RefundStatus, Resolution
from danshu.kit.jobs import event_labels
from danshu.kit.records import record_pages
from danshu.ui.formats import amount_text, money_text

RECEIPT_AMOUNTS = ("amount", "matched_amount", "returned_amount", "returning_amount")


def _amount(value: object) -> str:
    return amount_text(Decimal(str(value)))


def in_currency(currency: str) -> dict[str, Callable[[Any], str]]:
    """How the history of one money document tells its amounts: the trail keeps them without the currency."""
    return dict.fromkeys(RECEIPT_AMOUNTS, lambda value: money_text(Decimal(str(value)), currency))


field_labels(
    "billing.receipt",
    {"amount": _("金额"), "payer_name": _("付款人"), "matched_amount": _("已核销"), "returned_amount": _("已退回"),
     "returning_amount": _("退回中"), "customer_id": _("客户"), "state": _("状态")},
    name=_("收款单"), values={"state": ReceiptState, **dict.fromkeys(RECEIPT_AMOUNTS, _amount)},
)  # fmt: skip
field_labels(
    "billing.refund", {"amount": _("金额"), "status": _("状态")}, name=_("退款单"),
    values={"status": RefundStatus, "amount": _amount},
)  # fmt: skip
field_labels(
    "billing.problem",
    {"kind": pgettext_lazy("支付异常", "异常类型"), "amount": _("金额"), "order_number": _("订单"), "resolution": _("处理方式"), "times": _("通知次数")},
    name=_("支付异常"), values={"kind": ProblemKind, "resolution": Resolution, "amount": _amount},
)  # fmt: skip
field_labels(
    "billing.method",
    {"kind": _("类型"), "name": _("名称"), "name_en": _("英文名称"), "channels": pgettext_lazy("支付方式", "渠道"), "currencies": _("币种"),
     "customer_levels": pgettext_lazy("支付方式", "客户级别"), "delivery_methods": pgettext_lazy("支付方式", "配送方式"), "instructions": _("付款说明"),
     "position": _("顺序"), "is_valid": _("有效")},
    name=_("支付方式"),
)  # fmt: skip

audited("billing.receipt", "billing_receipt")
audited("billing.refund", "billing_refund")
record_pages({"billing.receipt": "billing:receipt", "billing.refund": "billing:refund"}, by_number=True)
event_labels({"billing.MoneyMatched": _("款项已核销"), "billing.RefundDone": _("退款已付出")})
