"""Words for the history of tasks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.access.groups import people_in_words
from danshu.audit.labels import audited, field_labels
from danshu.identity.queries import full_name_of
from danshu.kit.records import record_pages
from danshu.tasks.lifecycle import Priority, TaskStatus

field_labels(
    "tasks.task",
    {
        "title": pgettext_lazy("任务", "标题"), "description": pgettext_lazy("任务", "说明"), "responsible_id": pgettext_lazy("任务", "负责人"),
        "participants": _("参与人"), "due_at": _("截止时间"), "priority": _("优先级"), "status": _("状态"),
        "remind_at": _("提醒时间"), "result": _("结果"), "giver_id": _("交办人"), "note": _("进展"),
        "confirmed": pgettext_lazy("任务", "已确认"),
    },
    name=pgettext_lazy("任务", "任务"),
    values={
        "status": TaskStatus, "priority": Priority, "responsible_id": full_name_of, "giver_id": full_name_of,
        "participants": people_in_words,
    },
)  # fmt: skip
audited("tasks.task", "tasks_task")
record_pages({"tasks.task": "tasks:task"})
