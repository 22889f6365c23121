"""The dictionaries of dealings with their delivered values (CUS-023, CUS-025, CUS-029)."""

from __future__ import annotations

from danshu.activities.permissions import VIEW_COMMUNICATIONS, VIEW_PLANS
from danshu.dictionaries.registry import Attribute, dictionary, listed_at

_USED = ("交流记录、交流计划", "communications, plans")

FORMS = (
    ("phone", "电话", "Phone"),
    ("visit", "拜访", "Visit"),
    ("email", "邮件", "E-mail"),
    ("sms", "短信", "Text message"),
    ("messenger", "即时通讯", "Messenger"),
    ("letter", "信函", "Letter"),
    ("meeting", "会议", "Meeting"),
    ("chat", "在线沟通", "Online chat"),
    ("other", "其他", "Other"),
)
FORM, COUNTS = "form", "counts"

COMMUNICATION_TYPE = dictionary(
    "activities.communication_type", "交流类型", "Communication types",
    delivered=[
        ("phone", "电话", "Phone"),
        ("visit", "拜访", "Visit"),
        ("messenger", "微信", "WeChat"),
        ("email", "邮件", "E-mail"),
        ("sms", "短信", "Text message"),
        ("meeting", "会议", "Meeting"),
        ("chat", "在线沟通", "Online chat"),
        ("letter", "信函", "Letter"),
        ("note", "备注", "Note"),
    ],
    used_in=_USED,
    attributes=[
        Attribute(
            FORM, "类别", "Class", FORMS, default="other",
            delivered={**{code: code for code, _zh, _en in FORMS}, "note": "other"},
        ),
        Attribute(COUNTS, "计入跟踪频率", "Counts as contact", default=True, delivered={"note": False}),
    ],
)  # fmt: skip
HOT_SPOT = dictionary(
    "activities.hot_spot", "热点分类", "Hot spots",
    delivered=[
        ("price", "价格", "Price"),
        ("quality", "质量", "Quality"),
        ("delivery", "交期", "Delivery time"),
        ("service", "服务", "Service"),
        ("competitor", "竞争对手", "Competitor"),
        ("other", "其他", "Other"),
    ],
    used_in=("交流记录", "communications"),
)  # fmt: skip
PLAN_TYPE = dictionary(
    "activities.plan_type", "计划类型", "Plan types",
    delivered=[
        ("follow_up", "例行跟进", "Routine follow-up"),
        ("first_contact", "首次联系", "First contact"),
        ("visit", "上门拜访", "Visit on site"),
        ("care", "售后回访", "After-sales call"),
        ("renewal", "续约提醒", "Renewal"),
    ],
    used_in=("交流计划、计划设置", "plans, plan settings"),
)  # fmt: skip
listed_at(
    "activities.communication", "activities:communication_list", permission=VIEW_COMMUNICATIONS,
    filters={"type": "type", "intention": "intention", "status": "status", "hot_spot": "hot_spot"},
)  # fmt: skip
listed_at(
    "activities.plan", "activities:plan_list", permission=VIEW_PLANS, filters={"type": "type", "plan_type": "plan_type"}
)
