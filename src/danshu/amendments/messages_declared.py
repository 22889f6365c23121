"""Notices of change orders (COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import mandatory_kinds, notice_kinds

GROUP = pgettext_lazy("通知类别", "变更单")

notice_kinds(
    GROUP,
    amendments__accepted=_("变更单已生效"),
    amendments__rejected=_("变更单被驳回"),
    amendments__withdrawn=_("变更单已撤回"),
)
mandatory_kinds(
    GROUP,
    amendments__proposed=_("请我审核变更单"),
)
