"""Notices of automatic rules (SYS-029, COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import mandatory_kinds, notice_kinds

GROUP = pgettext_lazy("通知类别", "自动化")

notice_kinds(GROUP, automation__told=_("自动规则的通知"))
mandatory_kinds(GROUP, automation__stopped=_("我的自动规则停了"))
