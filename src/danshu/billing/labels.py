"""Words of the history of money documents."""

from django.utils.translation import gettext_lazy as _

from danshu.audit.labels import field_labels
from danshu.billing.lifecycle import RefundStatus

field_labels(
    "billing.receipt",
    {"amount": _("金额"), "payer_name": _("付款人"), "matched_amount": _("已核销")},
    name=_("收款单"),
)
field_labels(
    "billing.refund", {"amount": _("金额"), "status": _("状态")}, name=_("退款单"), values={"status": RefundStatus}
)
