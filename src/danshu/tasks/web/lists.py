"""The list of tasks with its views: mine, given, participating, overdue (COL-005)."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.clock import now
from danshu.kit.keys import key_of
from danshu.kit.words import counter_word, with_count
from danshu.tasks.lifecycle import Priority
from danshu.tasks.models import Task
from danshu.tasks.operations.accept_task import accept_task
from danshu.tasks.operations.cancel_task import cancel_task
from danshu.tasks.operations.confirm_task import confirm_task
from danshu.tasks.operations.finish_task import finish_task
from danshu.tasks.permissions import EDIT, VIEW
from danshu.tasks.queries import given, mine, overdue, participating, tasks
from danshu.tasks.web.shown import PRIORITIES, TASK_STATUSES, task_status, task_url
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    PickerFilter,
    Tab,
    literal,
)


def rows_with_rank(actor: Actor) -> QuerySet[Task]:
    """The tasks of the actor, with their priority as a number to sort by."""
    ranks = [When(priority=code, then=Value(rank)) for rank, code in enumerate(("high", "normal", "low"))]
    return tasks(actor).annotate(rank=Case(*ranks, output_field=IntegerField()))


def person_label(actor: Actor, key: str) -> str:
    """The name of a chosen person."""
    return full_name_of(key_of(key))


def _acts(actor: Actor) -> list[Action]:
    if not actor.can(EDIT):
        return []
    return [Action(label=_("新建任务"), url=reverse("tasks:new"), tone="primary", icon="plus", key="N")]


def _person(key: str, label: Any) -> PickerFilter:
    return PickerFilter(
        key=key, label=label, path=f"{key}_id", url=lambda: reverse("identity:user_options"), label_of=person_label
    )


TASKS = ListSpec(
    name="tasks.tasks",
    title=_("任务管理"),
    noun=counter_word("tasks", "个"),
    section=pgettext_lazy("列表", "工作"),
    url_name="tasks:list",
    permission=VIEW,
    rows=rows_with_rank,
    label_of=str,
    sort="due_at",
    search=literal("title", "description"),
    search_hint=_("标题、说明"),
    columns=[
        Column(key="title", label=pgettext_lazy("任务", "标题"), kind="link", url=task_url, card="title"),
        Column(key="status", label=_("状态"), kind="status", value=task_status, main=True, card="status"),
        Column(key="due_at", label=_("截止时间"), kind="datetime", sort="due_at", card="date"),
        Column(
            key="priority", label=_("优先级"), kind="status", value=lambda row: row.priority, statuses=PRIORITIES,
            sort="rank", card="number",
        ),
        Column(key="responsible", label=pgettext_lazy("任务", "负责人"), value=lambda row: row.responsible.full_name, card="left"),
        Column(key="giver", label=_("交办人"), value=lambda row: row.giver_name, card="middle"),
        Column(key="created_at", label=_("交办时间"), kind="datetime", sort="id", tone="soft"),
        Column(key="finished_at", label=_("完成时间"), kind="datetime", sort="finished_at", hidden=True),
        Column(key="confirmed_at", label=_("确认时间"), kind="datetime", hidden=True),
    ],
    tabs=[
        Tab(key="mine", label=_("待我处理"), where=lambda rows, actor: rows.filter(mine(actor))),
        Tab(key="given", label=_("我交办的"), where=lambda rows, actor: rows.filter(given(actor))),
        Tab(key="participating", label=_("我参与的"), where=lambda rows, actor: rows.filter(participating(actor))),
        Tab(
            key="overdue", label=pgettext_lazy("任务", "已逾期"), hot=True,
            where=lambda rows, actor: rows.filter(overdue(now())),
        ),
        Tab(key="done", label=pgettext_lazy("任务", "已完成"), where=Q(status="done"), counted=False),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=[
        MultiChoiceFilter(
            key="status", label=_("状态"), common=True,
            choices=[pair for pair in TASK_STATUSES.choices() if pair[0] not in ("overdue", "to_confirm")],
        ),
        DateRangeFilter(key="due", label=_("截止时间"), path="due_at", moments=True, common=True),
        MultiChoiceFilter(key="priority", label=_("优先级"), choices=Priority.choices, common=True),
        _person("responsible", pgettext_lazy("任务", "负责人")),
        _person("giver", _("交办人")),
        DateRangeFilter(key="created", label=_("交办时间"), path="created_at", moments=True),
    ],
    acts=_acts,
    batch=[
        BatchAction(
            key="accept", label=_("接受"), permission=EDIT, icon="check", done=with_count("已接受 %(count)s 个任务"),
            run=lambda row, c: accept_task.keyed(c.key(row))(task_id=row.pk, actor=c.actor, at=c.at),
        ),
        BatchAction(
            key="finish", label=pgettext_lazy("任务", "完成"), permission=EDIT, icon="checks",
            done=with_count("已完成 %(count)s 个任务"),
            run=lambda row, c: finish_task.keyed(c.key(row))(task_id=row.pk, actor=c.actor, at=c.at),
        ),
        BatchAction(
            key="confirm", label=_("确认"), permission=EDIT, icon="circle-check",
            done=with_count("已确认 %(count)s 个任务"),
            run=lambda row, c: confirm_task.keyed(c.key(row))(task_id=row.pk, actor=c.actor, at=c.at),
        ),
        BatchAction(
            key="cancel", label=_("取消任务"), permission=EDIT, icon="ban", danger=True, reason="required",
            confirm=with_count("取消 %(count)s 个任务？"), effect=_("负责人和参与人收到通知"), keep=_("保留任务"),
            done=with_count("已取消 %(count)s 个任务"),
            run=lambda row, c: cancel_task.keyed(c.key(row))(
                task_id=row.pk, reason=c.reason, actor=c.actor, at=c.at
            ),
        ),
    ],
    empty_title=_("没有任务"),
    empty_text=_("交给你的任务，和你交给别人的任务，会出现在这里"),
)  # fmt: skip
