"""Tasks hold attachments (COM-016)."""

from __future__ import annotations

from django.urls import reverse

from danshu.files.holding import holder
from danshu.tasks.queries import tasks

holder(
    "tasks.task", rows=tasks, label_of=lambda row: row.title, url_of=lambda row: reverse("tasks:task", args=[row.pk])
)
