"""Notices of customers (COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import notice_kinds

GROUP = pgettext_lazy("通知类别", "客户")

notice_kinds(
    GROUP,
    parties__owner_changed=_("客户换了负责人"),
    parties__shared=_("客户共享给我"),
)
