"""Words of this module for the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.announcements.models import AnnouncementType, Audience
from danshu.kit.records import record_pages
from danshu.kit.trail import audited, field_labels

FIELD_LABELS = {
    "title": _("标题"), "content": pgettext_lazy("公告", "内容"), "type": _("类型"), "audience": pgettext_lazy("公告", "对象"),
    "role_codes": _("角色"), "unit_ids": _("组织"), "from_date": _("开始日期"), "to_date": _("结束日期"), "is_top": _("置顶"),
    "must_confirm": _("须确认"), "status": _("状态"), "round": pgettext_lazy("公告", "确认轮次"),
    "confirmed": pgettext_lazy("公告", "确认"),
}  # fmt: skip
field_labels(
    "announcements.announcement",
    FIELD_LABELS,
    name=pgettext_lazy("记录", "公告"),
    values={"status": AnnouncementStatus, "type": AnnouncementType, "audience": Audience},
)
audited("announcements.announcement", "announcements_announcement")
record_pages({"announcements.announcement": "announcements:kept"})
