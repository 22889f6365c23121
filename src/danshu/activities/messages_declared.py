"""Notices of plans (COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import notice_kinds

GROUP = pgettext_lazy("通知类别", "计划")

notice_kinds(
    GROUP,
    activities__plan_due=_("计划到期提醒"),
)
