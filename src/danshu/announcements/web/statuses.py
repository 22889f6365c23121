"""How the states of announcements are shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.ui.statuses import Status, Statuses

STATUSES = Statuses({
    AnnouncementStatus.DRAFT: Status(AnnouncementStatus.DRAFT.label),
    AnnouncementStatus.PUBLISHED: Status(AnnouncementStatus.PUBLISHED.label, "ok", "full"),
    AnnouncementStatus.WITHDRAWN: Status(AnnouncementStatus.WITHDRAWN.label, "neutral", "x"),
})  # fmt: skip
READ_STATES = Statuses({
    "unread": Status(_("未读"), "info", "full"),
    "waiting": Status(pgettext_lazy("公告", "待确认"), "warn", "half"),
    "read": Status(_("已读")),
    "confirmed": Status(pgettext_lazy("公告", "已确认"), "ok", "full"),
})  # fmt: skip
