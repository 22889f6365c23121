"""Forms of tasks. They lay out and convert; the operations decide what is right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.identity.queries import staff_label, user_pairs
from danshu.kit.clock import now
from danshu.tasks.lifecycle import REASON_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Priority
from danshu.tasks.models import Task
from danshu.tasks.queries import participants_of
from danshu.ui.fields import ChoiceField, DateTimeField, PickerField, RemarkField, TextField
from danshu.ui.forms import Form, Section

PEOPLE = ("participant_1", "participant_2", "participant_3", "participant_4")


def person_field(label: Any, *, required: bool = False) -> PickerField:
    """Somebody with an active account, whether or not he works in a unit (COM-007)."""
    return PickerField(
        label=label, required=required, url=lambda: reverse("identity:user_options"), label_of=staff_label,
        search=user_pairs,
    )  # fmt: skip


class TaskForm(Form):
    """A task; of a stored one the responsible person is changed elsewhere."""

    title = TextField(label=pgettext_lazy("任务", "标题"), max_length=TITLE_LENGTH)
    responsible = person_field(pgettext_lazy("任务", "负责人"), required=True)
    due_at = DateTimeField(label=_("截止时间"), required=False)
    remind_at = DateTimeField(label=_("提醒时间"), required=False, help_text=_("到时提醒负责人；逾期另外提醒"))
    priority = ChoiceField(label=_("优先级"), choices=Priority.choices, initial=Priority.NORMAL)
    description = RemarkField(label=pgettext_lazy("任务", "说明"), max_length=TEXT_LENGTH, rows=5)
    participant_1 = person_field(_("参与人 1"))
    participant_2 = person_field(_("参与人 2"))
    participant_3 = person_field(_("参与人 3"))
    participant_4 = person_field(_("参与人 4"))

    sections = [
        Section(
            pgettext_lazy("任务", "任务"),
            ["title:4", "responsible", "priority", "due_at", "remind_at", "description:4"],
        ),
        Section(_("参与人"), PEOPLE, _("参与人看到任务，可以填写进展")),
    ]

    def __init__(self, data: Any = None, *, row: Task | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.others: list[int] = []
        if row is not None:
            del self.fields["responsible"]
            self.others = [pk for pk, _name in participants_of(row)][len(PEOPLE) :]

    @property
    def entry(self) -> dict[str, Any]:
        """What the operation takes."""
        people = [self.values[name] for name in PEOPLE if self.values[name]]
        own = {name: value for name, value in self.values.items() if name not in PEOPLE}
        return own | {"participants": [*people, *self.others]}


def initial_of(row: Task) -> dict[str, Any]:
    """What the form starts with."""
    names = ("title", "due_at", "remind_at", "priority", "description", "version")
    people: Sequence[int] = [pk for pk, _name in participants_of(row)]
    return {name: getattr(row, name) for name in names} | dict(zip(PEOPLE, people, strict=False))


def start_of_new(user_id: int | None) -> dict[str, Any]:
    """For oneself, until tomorrow at the same hour."""
    return {"responsible": user_id, "due_at": (now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)}


class AssignForm(Form):
    """To whom."""

    responsible = person_field(_("新的负责人"), required=True)
    reason = RemarkField(label=_("理由"), max_length=REASON_LENGTH)
    sections = [Section("", ["responsible:2", "reason:4"])]


class FinishForm(Form):
    """What came of it."""

    result = RemarkField(label=_("结果"), max_length=TEXT_LENGTH, rows=4)
    sections = [Section("", ["result:4"])]
