"""What happens to reminders when something else happens."""

from __future__ import annotations

from danshu.access.handover import register
from danshu.reminders.moving import hand_reminders_over
from danshu.reminders.queries import open_count

register("reminders.reminder", open_count, hand_reminders_over, label=("提醒", "reminders"))
