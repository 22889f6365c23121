"""Money in the menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.billing.permissions import (
    APPROVE_REFUND,
    CONFIGURE_METHODS,
    EXECUTE_REFUND,
    MATCH_RECEIPT,
    VIEW_RECEIPT,
    VIEW_REFUND,
)
from danshu.billing.queries import receipts_to_match, refunds_to_decide, refunds_to_pay
from danshu.kit.navigation import entry

entry(
    "finance",
    pgettext_lazy("列表", "收款"),
    "billing:receipt_list",
    permission=VIEW_RECEIPT,
    icon="cash",
    order=10,
    home_of="FNC",
)
entry(
    "finance",
    pgettext_lazy("列表", "退款"),
    "billing:refund_list",
    permission=VIEW_REFUND,
    icon="receipt-refund",
    order=20,
)
entry("finance", _("支付异常"), "billing:problem_list", permission=VIEW_RECEIPT, icon="alert-triangle", order=15)
entry(
    "finance", _("待核销收款"), "billing:receipts_to_match", permission=MATCH_RECEIPT, icon="cash", order=11,
    count=receipts_to_match, usable=lambda actor: actor.can(VIEW_RECEIPT),
)  # fmt: skip
entry(
    "finance", _("待执行退款"), "billing:refunds_to_pay", permission=EXECUTE_REFUND, icon="receipt-refund", order=21,
    count=refunds_to_pay, usable=lambda actor: actor.can(VIEW_REFUND),
)  # fmt: skip
entry(
    "work", _("待审退款"), "billing:refunds_to_decide", permission=APPROVE_REFUND, icon="receipt-refund", order=22,
    count=refunds_to_decide, usable=lambda actor: actor.can(VIEW_REFUND),
)  # fmt: skip
entry(
    "finance",
    pgettext_lazy("列表", "支付方式"),
    "billing:method_list",
    permission=CONFIGURE_METHODS,
    icon="credit-card",
    order=90,
)
