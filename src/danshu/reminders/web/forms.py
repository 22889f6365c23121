"""Forms of reminders. They lay out and convert; the operations decide what is right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.identity.queries import staff_label, user_pairs
from danshu.kit.clock import now
from danshu.reminders.lifecycle import TEXT_LENGTH, Repeat
from danshu.reminders.models import Reminder
from danshu.reminders.rules import kept_moment
from danshu.ui.fields import ChoiceField, DateTimeField, PickerField, TextField
from danshu.ui.forms import Form, Section


class ReminderForm(Form):
    """A reminder; of a stored one the person stays."""

    text = TextField(label=_("提醒内容"), max_length=TEXT_LENGTH)
    person = PickerField(
        label=_("提醒谁"), required=True, url=lambda: reverse("identity:user_options"), label_of=staff_label,
        search=user_pairs,
    )  # fmt: skip
    remind_at = DateTimeField(label=_("提醒时间"))
    repeat = ChoiceField(label=pgettext_lazy("提醒", "重复"), choices=Repeat.choices, initial=Repeat.NONE)
    put_off = forms.BooleanField(
        label=_("遇休息日顺延到下一个工作日"), required=False, help_text=_("按工作日历，用于重复的提醒")
    )

    sections = [Section("", ["text:4", "person", "remind_at", "repeat", "put_off"])]

    def __init__(self, data: Any = None, *, row: Reminder | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if row is not None:
            del self.fields["person"]


def initial_of(row: Reminder) -> dict[str, Any]:
    """What the form starts with."""
    names = ("text", "repeat", "put_off", "version")
    return {name: getattr(row, name) for name in names} | {"remind_at": kept_moment(row)}


def start_of_new(user_id: int | None) -> dict[str, Any]:
    """For oneself, at the next full hour but one."""
    return {
        "person": user_id,
        "remind_at": (now() + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0),
    }


class SnoozeForm(Form):
    """Until when."""

    until = DateTimeField(label=_("推迟到"))
    sections = [Section("", ["until:2"])]
