"""How reminders look on pages."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from danshu.reminders.lifecycle import ReminderStatus
from danshu.reminders.models import Reminder
from danshu.reminders.sources import RULES, url_of_rule
from danshu.ui.statuses import Status, Statuses

REMINDER_STATUSES = Statuses(
    {
        "waiting": Status(ReminderStatus.WAITING.label, "info", ""),
        "shown": Status(ReminderStatus.SHOWN.label, "warn", "half"),
        "done": Status(ReminderStatus.DONE.label, "ok", "full"),
        "stopped": Status(ReminderStatus.STOPPED.label, "neutral", "x"),
    }
)
MORNING = time(9)
# how long a reminder is put off with one press
CHOICES = {"10m": _("10 分钟后"), "1h": _("1 小时后"), "tomorrow": _("明天 9:00")}


def later(choice: str, at: datetime) -> datetime | None:
    """The moment that a choice means, in the person's time zone; None for an unknown one."""
    if choice == "tomorrow":
        zone = timezone.get_current_timezone()
        return datetime.combine(timezone.localtime(at).date() + timedelta(days=1), MORNING, zone)
    return {"10m": at + timedelta(minutes=10), "1h": at + timedelta(hours=1)}.get(choice)


def reminder_url(row: Reminder) -> str:
    """The reminder's page."""
    return reverse("reminders:reminder", args=[row.pk])


def work_url(row: Reminder) -> str:
    """Where the work is that it reminds of; "" when there is no such place for the reader."""
    if row.is_hidden:
        return ""
    return url_of_rule(row.rule, row.facts) or (row.about.url if row.about else "")


def record_label(row: Reminder) -> str:
    """The record it is about, as far as the reader may know of it."""
    return row.about.label if row.about else ""


def from_whom(row: Reminder) -> str:
    """Who set it, or the rule that did."""
    if not row.rule:
        return row.author_name
    label = RULES[row.rule].label if row.rule in RULES else row.rule
    return pgettext("提醒", "规则：%(rule)s") % {"rule": label}
