"""Words for the history of dealings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.activities.lifecycle import PlanStatus
from danshu.activities.models import Direction, Priority, Trigger
from danshu.audit.labels import audited, field_labels
from danshu.identity.queries import full_name_of
from danshu.kit.jobs import event_labels
from danshu.kit.records import record_pages

field_labels(
    "activities.communication",
    {
        "type": _("交流类型"), "happened_at": _("交流时间"), "duration_minutes": _("时长（分钟）"), "direction": _("方向"),
        "relation": _("关系类型"), "responsible": _("负责人"), "hot_spot": _("热点分类"), "intention": _("客户意向"),
        "status": _("客户状态"), "content": pgettext_lazy("交流记录", "内容"), "feedback": _("客户反馈"), "result": _("结果"),
        "next_step": _("下一步"), "place": _("地点"), "participants": _("参与人"), "is_confidential": _("保密"),
        "is_deleted": _("已删除"),
    },
    name=_("交流记录"),
    values={"direction": Direction},
)  # fmt: skip
field_labels(
    "activities.plan",
    {
        "plan_type": _("计划类型"), "title": pgettext_lazy("交流计划", "标题"), "planned_at": _("计划时间"),
        "duration_minutes": _("时长（分钟）"), "type": _("交流类型"), "responsible": _("负责人"), "responsible_id": _("负责人"),
        "content": pgettext_lazy("交流计划", "内容"), "place": _("地点"), "priority": _("优先级"), "status": _("状态"),
        "remind_minutes": _("提前提醒（分钟）"), "occasion": _("触发事件"), "round": _("次数"), "origin": _("交流记录"), "setting": _("计划设置"),
    },
    name=_("计划"),
    values={"status": PlanStatus, "priority": Priority, "responsible_id": full_name_of},
)  # fmt: skip
field_labels(
    "activities.plan_setting",
    {
        "plan_type": _("计划类型"), "title": pgettext_lazy("交流计划", "标题"), "type": _("交流类型"), "trigger": _("触发事件"),
        "first_after_days": _("首次在事件后（天）"), "repeat_every_days": _("重复间隔（天）"), "repeats": _("次数"),
        "remind_minutes": _("提前提醒（分钟）"), "responsible": _("负责人"), "is_on": _("启用"), "is_valid": _("有效"),
        "categories": _("客户分类"), "levels": _("客户级别"), "statuses": _("客户状态"),
    },
    name=_("计划设置"),
    values={"trigger": Trigger},
)  # fmt: skip
audited("activities.communication", "activities_communication")
audited("activities.plan", "activities_plan")
audited("activities.plan_setting", "activities_plansetting")
record_pages({"activities.communication": "activities:communication", "activities.plan": "activities:plan"})
event_labels({"activities.communication_recorded": _("已登记交流")})
