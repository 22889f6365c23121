"""How the states of an order are shown: one name, one tone, one glyph everywhere (ui.md section 6)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.ui.statuses import Status, Statuses

ORDER_STATUSES = Statuses({
    "draft": Status(_("草稿")),
    "awaiting_review": Status(_("待审核"), "warn"),
    "rejected": Status(_("已驳回"), "bad", "x"),
    "approved": Status(_("审核通过"), "info"),
    "in_progress": Status(_("处理中"), "prog", "half"),
    "shipped": Status(_("已发货"), "prog", "full"),
    "signed": Status(_("已签收"), "ok", "half"),
    "completed": Status(_("已完成"), "ok", "full"),
    "cancelled": Status(_("已取消"), "neutral", "x"),
    "voided": Status(_("已作废"), "neutral", "x"),
})  # fmt: skip

PAYMENT_STATUSES = Statuses({
    "unpaid": Status(pgettext_lazy("收款状态", "未收")),
    "paying": Status(_("支付中"), "warn"),
    "partly_paid": Status(_("部分收款"), "warn", "half"),
    "paid": Status(pgettext_lazy("收款状态", "已收"), "ok", "full"),
    "refund_running": Status(_("退款中"), "warn", "half"),
    "partly_refunded": Status(_("部分退款"), "neutral", "half"),
    "refunded": Status(_("已退"), "neutral", "x"),
})  # fmt: skip

SHIPPING_STATUSES = Statuses({
    "none": Status(_("无需发货"), "neutral", "none"),
    "not_shipped": Status(pgettext_lazy("发货状态", "未发")),
    "partly_shipped": Status(_("部分发货"), "prog", "half"),
    "shipped": Status(_("已发"), "prog", "full"),
    "signed": Status(_("已签收"), "ok", "full"),
})  # fmt: skip
