"""How the states of money documents are shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.ui.statuses import Status, Statuses

RECEIPT_STATUSES = Statuses({
    "unmatched": Status(_("未核销"), "warn"),
    "partly_matched": Status(_("部分核销"), "warn", "half"),
    "matched": Status(_("已核销"), "ok", "full"),
    "returned": Status(_("已退回"), "neutral", "x"),
    "voided": Status(_("已作废"), "neutral", "x"),
})  # fmt: skip
REFUND_STATUSES = Statuses({
    "applied": Status(_("待审批"), "warn"),
    "approved": Status(_("已审核"), "info"),
    "refused": Status(_("已拒绝"), "bad", "x"),
    "executing": Status(_("退款中"), "prog", "half"),
    "done": Status(_("已退款"), "ok", "full"),
    "failed": Status(_("退款失败"), "bad"),
})  # fmt: skip
PROBLEM_STATUSES = Statuses({"open": Status(_("待处理"), "warn"), "closed": Status(_("已处理"), "ok", "full")})
VALIDITY = Statuses(
    {"True": Status(_("有效"), "ok", "full"), "False": Status(pgettext_lazy("状态", "失效"), "neutral", "x")}
)
WAYS = {
    "original": _("原路退回"),
    "bank_transfer": _("银行转账"),
    "cash": _("现金"),
    "balance": _("转入客户余额"),
}
