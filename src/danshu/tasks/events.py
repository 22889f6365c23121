"""Facts about tasks that others react to. Payloads carry keys, no texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from danshu.kit.events import Event, published


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFinished(Event):
    """A task is done; source: the record it was about, "" for none."""

    name: ClassVar[str] = "tasks.task_finished"

    giver_id: int | None
    responsible_id: int
    source: str


published(TaskFinished, _("任务已完成"), of="tasks.task")
