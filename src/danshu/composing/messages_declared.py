"""Notices of merged and split orders (COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import notice_kinds

notice_kinds(
    pgettext_lazy("通知类别", "合并与拆分"),
    composing__merged=_("我的订单被合并"),
    composing__split=_("我的订单被拆分"),
)
