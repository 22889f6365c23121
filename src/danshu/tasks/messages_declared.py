"""Notices of tasks (COL-005, COL-008)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.notices.kinds import mandatory_kinds, notice_kinds

GROUP = pgettext_lazy("通知类别", "任务")

notice_kinds(
    GROUP,
    tasks__accepted=_("我交出的任务已接受"),
    tasks__returned=_("我交出的任务被退回"),
    tasks__done=_("我交出的任务已完成"),
    tasks__confirmed=_("我完成的任务已确认"),
    tasks__reopened=_("我完成的任务重新打开"),
    tasks__cancelled=_("我的任务已取消"),
    tasks__changed=_("我的任务有变动"),
    tasks__passed_on=_("我的任务转给了别人"),
    tasks__joined=_("请我参与任务"),
    tasks__noted=_("我的任务有进展"),
    tasks__reminder=_("任务的提醒"),
)
mandatory_kinds(
    GROUP,
    tasks__given=_("交给我的任务"),
    tasks__overdue=_("任务逾期"),
)
