"""Words of the history of change orders."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from danshu.amendments.lifecycle import AmendmentStatus
from danshu.audit.labels import audited, field_labels
from danshu.ui.formats import amount_text


def _amount(value: object) -> str:
    return amount_text(Decimal(str(value)))


field_labels(
    "amendments.amendment",
    {"status": _("状态"), "total": _("应收合计"), "copy": _("打印次数"), "print_code": _("校验码")},
    name=_("变更单"),
    values={"status": AmendmentStatus, "total": _amount},
)

audited("amendments.amendment", "amendments_amendment")
