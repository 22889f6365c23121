"""Words for the history of reminders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.audit.labels import audited, field_labels
from danshu.identity.queries import full_name_of
from danshu.kit.records import record_pages
from danshu.reminders.lifecycle import ReminderStatus, Repeat

field_labels(
    "reminders.reminder",
    {
        "text": _("提醒内容"), "person_id": _("提醒谁"), "remind_at": _("提醒时间"), "repeat": pgettext_lazy("提醒", "重复"),
        "put_off": _("遇休息日顺延"), "status": _("状态"), "snoozed": _("推迟到"),
    },
    name=pgettext_lazy("提醒", "提醒"),
    values={"status": ReminderStatus, "repeat": Repeat, "person_id": full_name_of},
)  # fmt: skip
audited("reminders.reminder", "reminders_reminder")
record_pages({"reminders.reminder": "reminders:reminder"})
