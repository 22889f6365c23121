"""Notices of the review of customers (COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import mandatory_kinds, notice_kinds

GROUP = pgettext_lazy("通知类别", "客户审核")

notice_kinds(
    GROUP,
    vetting__approved=_("我提交的客户资料已通过审核"),
    vetting__refused=_("我提交的客户资料没有通过审核"),
)
mandatory_kinds(GROUP, vetting__applied=_("请我审核客户资料"))
