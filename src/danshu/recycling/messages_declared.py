"""Notices of the recycle bin (COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import mandatory_kinds, notice_kinds

GROUP = pgettext_lazy("通知类别", "回收站")

notice_kinds(
    GROUP,
    recycling__restore_decided=_("我申请的恢复有结果"),
)
mandatory_kinds(
    GROUP,
    recycling__restore_asked=_("请我恢复记录"),
    recycling__cleanup_proposed=_("请我确认清理"),
)
