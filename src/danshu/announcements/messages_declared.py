"""Notices of announcements (COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import mandatory_kinds

GROUP = pgettext_lazy("通知类别", "公告")

mandatory_kinds(
    GROUP,
    announcements__published=_("系统公告发布"),
)
