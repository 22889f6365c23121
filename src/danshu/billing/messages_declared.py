"""Notices of money (COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import mandatory_kinds, notice_kinds

GROUP = pgettext_lazy("通知类别", "收款与退款")

notice_kinds(
    GROUP,
    billing__credited=_("我的订单已到账"),
    billing__refund_approved=_("我申请的退款已通过"),
    billing__refund_refused=_("我申请的退款被拒绝"),
    billing__refund_done=_("退款已付出"),
)
mandatory_kinds(
    GROUP,
    billing__refund_requested=_("退款等我审批"),
    billing__refund_to_pay=_("退款等我执行"),
    billing__order_kept=_("退款没有取消订单"),
    billing__order_deleted=_("有收款的订单被删除"),
    billing__refund_failed=_("退款没有付成"),
)
