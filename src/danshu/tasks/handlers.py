"""What happens to tasks when something else happens."""

from __future__ import annotations

from danshu.access.handover import register
from danshu.tasks.moving import hand_tasks_over
from danshu.tasks.queries import open_count

register("tasks.task", open_count, hand_tasks_over, label=("任务", "tasks"))
