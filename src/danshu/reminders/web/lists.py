"""The list of reminders with its views: appeared, to come, set for others, ended (COL-009)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danshu.identity.queries import full_name_of
from danshu.kit.actor import Actor
from danshu.kit.keys import key_of
from danshu.kit.words import counter_word, with_count
from danshu.reminders.lifecycle import OPEN, ReminderStatus, Repeat
from danshu.reminders.models import Reminder
from danshu.reminders.operations.finish_reminder import finish_reminder
from danshu.reminders.operations.snooze_reminder import snooze_reminder
from danshu.reminders.operations.stop_reminder import stop_reminder
from danshu.reminders.permissions import EDIT, VIEW
from danshu.reminders.queries import for_others, reminders, searched, to_come
from danshu.reminders.web.shown import REMINDER_STATUSES, from_whom, later, record_label, reminder_url, work_url
from danshu.ui.detail import Action
from danshu.ui.lists import (
    BatchAction,
    Column,
    DateRangeFilter,
    ListSpec,
    MultiChoiceFilter,
    PickerFilter,
    Tab,
)


def person_label(actor: Actor, key: str) -> str:
    """The name of a chosen person."""
    return full_name_of(key_of(key))


def _acts(actor: Actor) -> list[Action]:
    if not actor.can(EDIT):
        return []
    return [Action(label=_("新建提醒"), url=reverse("reminders:new"), tone="primary", icon="plus", key="N")]


def _moment(row: Reminder) -> datetime | None:
    """When it comes, or came."""
    return row.remind_at or row.shown_at or row.ended_at


def _snooze(choice: str, label: Any) -> BatchAction:
    def run(row: Reminder, c: Any) -> object:
        until = later(choice, c.at) or c.at
        return snooze_reminder.keyed(c.key(row))(reminder_id=row.pk, until=until, actor=c.actor, at=c.at)

    return BatchAction(
        key=f"snooze-{choice}", label=label, permission=EDIT, icon="alarm-snooze", run=run,
        done=with_count("已推迟 %(count)s 条提醒"),
    )  # fmt: skip


REMINDERS = ListSpec(
    name="reminders.reminders",
    title=_("我的提醒"),
    noun=counter_word("reminders", "条"),
    section=pgettext_lazy("列表", "工作"),
    url_name="reminders:list",
    permission=VIEW,
    rows=reminders,
    label_of=lambda row: row.words,
    sort="remind_at",
    search=searched,
    search_hint=_("提醒内容"),
    columns=[
        Column(key="text", label=_("提醒内容"), kind="link", value=lambda row: row.words, url=reminder_url, card="title"),
        Column(key="status", label=_("状态"), kind="status", value=lambda row: REMINDER_STATUSES[row.status], main=True, card="status"),
        Column(key="remind_at", label=_("提醒时间"), kind="datetime", sort="remind_at", nullable=True, value=_moment, card="date"),
        Column(key="repeat", label=pgettext_lazy("提醒", "重复"), value=lambda row: row.get_repeat_display() if row.is_repeated else "", card="number", tone="soft"),
        Column(key="record", label=_("关联记录"), kind="link", value=record_label, url=work_url, card="left"),
        Column(key="person", label=_("提醒谁"), value=lambda row: row.person.full_name, card="middle"),
        Column(key="author", label=_("设置人"), value=from_whom, tone="soft"),
        Column(key="created_at", label=_("设置时间"), kind="datetime", sort="id", hidden=True),
        Column(key="ended_at", label=_("结束时间"), kind="datetime", sort="ended_at", nullable=True, hidden=True),
    ],
    tabs=[
        Tab(
            key="appeared", label=pgettext_lazy("提醒", "已到时间"), hot=True,
            where=lambda rows, actor: rows.filter(person_id=actor.user_id or 0, status=ReminderStatus.SHOWN),
        ),
        Tab(key="to_come", label=pgettext_lazy("提醒", "待提醒"), where=lambda rows, actor: rows.filter(to_come(actor))),
        Tab(key="for_others", label=_("我给别人设的"), where=lambda rows, actor: rows.filter(for_others(actor))),
        Tab(key="ended", label=_("已结束"), where=~Q(status__in=OPEN), counted=False),
        Tab(key="all", label=_("全部"), counted=False),
    ],
    filters=[
        MultiChoiceFilter(key="status", label=_("状态"), common=True, choices=ReminderStatus.choices),
        DateRangeFilter(key="due", label=_("提醒时间"), path="remind_at", moments=True, common=True),
        MultiChoiceFilter(key="repeat", label=pgettext_lazy("提醒", "重复"), choices=Repeat.choices),
        PickerFilter(
            key="person", label=_("提醒谁"), path="person_id", url=lambda: reverse("identity:user_options"),
            label_of=person_label,
        ),
        DateRangeFilter(key="created", label=_("设置时间"), path="created_at", moments=True),
    ],
    acts=_acts,
    batch=[
        BatchAction(
            key="finish", label=pgettext_lazy("提醒", "完成"), permission=EDIT, icon="checks",
            done=with_count("已完成 %(count)s 条提醒"),
            run=lambda row, c: finish_reminder.keyed(c.key(row))(reminder_id=row.pk, actor=c.actor, at=c.at),
        ),
        _snooze("1h", _("推迟 1 小时")),
        _snooze("tomorrow", _("推迟到明天 9:00")),
        BatchAction(
            key="stop", label=_("停止提醒"), permission=EDIT, icon="alarm-off", danger=True,
            confirm=with_count("停止 %(count)s 条提醒？"), effect=_("不再提醒，重复的也不再出现"), keep=_("保留提醒"),
            done=with_count("已停止 %(count)s 条提醒"),
            run=lambda row, c: stop_reminder.keyed(c.key(row))(reminder_id=row.pk, actor=c.actor, at=c.at),
        ),
    ],
    empty_title=_("没有提醒"),
    empty_text=_("在客户、订单、商品等页面点「提醒我」，或在这里新建；到时间的提醒出现在这里和铃铛下"),
)  # fmt: skip
