"""Notices of the customer pool (COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import mandatory_kinds, notice_kinds

GROUP = pgettext_lazy("通知类别", "公海")

notice_kinds(
    GROUP,
    pool__pick_approved=_("我挑入客户的申请已批准"),
    pool__pick_refused=_("我挑入客户的申请被拒绝"),
    pool__lock_locked=_("锁定客户的申请已批准"),
    pool__lock_refused=_("锁定客户的申请被拒绝"),
    pool__lock_ended=_("客户的锁定到期"),
    pool__lock_unlocked=_("客户的锁定提前解除"),
    pool__lock_announced=_("客户的锁定快到期"),
    pool__warned=_("我的客户快回到公海"),
    pool__released=_("我的客户回到公海"),
)
mandatory_kinds(
    GROUP,
    pool__pick_applied=_("请我审核挑入申请"),
    pool__lock_applied=_("请我审核锁定申请"),
)
