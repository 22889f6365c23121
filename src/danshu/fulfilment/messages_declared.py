"""Notices of shipping (COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import mandatory_kinds

GROUP = pgettext_lazy("通知类别", "发货")

mandatory_kinds(
    GROUP,
    fulfilment__order_deleted=_("要发货的订单被删除"),
)
