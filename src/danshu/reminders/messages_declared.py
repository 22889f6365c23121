"""Notices of reminders (COL-008, COL-009)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import notice_kinds

notice_kinds(
    pgettext_lazy("通知类别", "提醒"),
    reminders__due=_("提醒到时间"),
    reminders__rule=_("规则产生的提醒"),
)
