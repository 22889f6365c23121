"""Money in the menu."""

from django.utils.translation import gettext_lazy as _

from danshu.billing.permissions import VIEW_RECEIPT, VIEW_REFUND
from danshu.kit.navigation import entry

entry("finance", _("收款"), "billing:receipt_list", permission=VIEW_RECEIPT, icon="cash", order=10)
entry("finance", _("退款"), "billing:refund_list", permission=VIEW_REFUND, icon="receipt-refund", order=20)
