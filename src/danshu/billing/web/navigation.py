"""Money in the menu."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.billing.permissions import CONFIGURE_METHODS, VIEW_RECEIPT, VIEW_REFUND
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
    "finance",
    pgettext_lazy("列表", "支付方式"),
    "billing:method_list",
    permission=CONFIGURE_METHODS,
    icon="credit-card",
    order=90,
)
