"""Notices of the data review (COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import notice_kinds

GROUP = pgettext_lazy("通知类别", "数据审核")

notice_kinds(
    GROUP,
    validation__warned=_("我录入的数据有提醒"),
    validation__fault_assigned=_("数据问题分派给我"),
)
