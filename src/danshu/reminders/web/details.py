"""What the page of a reminder is made of."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.audit.labels import kind_label
from danshu.audit.queries import history
from danshu.kit.actor import shown_name
from danshu.kit.web import ActorRequest
from danshu.kit.words import with_count
from danshu.reminders.lifecycle import OPEN, ReminderStatus
from danshu.reminders.models import Reminder
from danshu.reminders.permissions import EDIT
from danshu.reminders.queries import may_answer, may_change
from danshu.reminders.web.lists import REMINDERS
from danshu.reminders.web.shown import CHOICES, REMINDER_STATUSES, from_whom, reminder_url, work_url
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link, Notice
from danshu.ui.formats import datetime_text
from danshu.ui.lists import neighbours


def reminder_page(request: ActorRequest, row: Reminder) -> DetailPage:
    """Everything about a reminder, as far as the reader may know it."""
    return DetailPage(
        title=row.words,
        status=REMINDER_STATUSES[row.status],
        subtitle=_("%(author)s 提醒 %(person)s") % {"author": shown_name(from_whom(row)), "person": row.person.full_name},
        actions=_actions(request, row),
        notices=_notices(row),
        facts=_facts(row),
        cards=[_record(row)] if row.source is not None or work_url(row) else [],
        timeline=[] if row.is_hidden else history("reminders.reminder", row.pk),
        breadcrumb=[(REMINDERS.title, reverse("reminders:list"))],
        neighbours=neighbours(request, REMINDERS, request.actor, row, reminder_url),
    )  # fmt: skip


def url_of(name: str, row: Reminder) -> str:
    """An address of the reminder."""
    return reverse(f"reminders:{name}", args=[row.pk])


def _actions(request: ActorRequest, row: Reminder) -> list[Action]:
    actor, made = request.actor, list[Action]()
    if row.status not in OPEN or not actor.can(EDIT):
        return made
    if may_answer(row, actor) and row.status == ReminderStatus.SHOWN:
        made += [
            Action(label=label, url=url_of("snooze", row), method="post", icon="alarm-snooze", fields={"for": choice})
            for choice, label in CHOICES.items()
        ]
        made.append(Action(label=_("推迟到其他时间"), url=url_of("snooze", row), icon="calendar", menu=True))
    if may_answer(row, actor) and (row.status == ReminderStatus.SHOWN or not row.is_repeated):
        made.append(
            Action(
                label=pgettext("提醒", "完成"), url=url_of("finish", row), method="post", icon="checks", tone="primary"
            )
        )
    if may_change(row, actor):
        made.append(Action(label=_("修改"), url=url_of("edit", row), icon="pencil", key="E", menu=True))
    made.append(
        Action(
            label=_("停止提醒"), url=url_of("stop", row), method="dialog", icon="alarm-off", tone="danger", menu=True
        )
    )
    return made


def _notices(row: Reminder) -> list[Notice]:
    if row.source is not None and row.about is None:
        text = _("提醒仍会按时出现，但不显示记录的内容") if row.status in OPEN else ""
        return [Notice(title=_("关联的记录已不存在，或不在你的数据范围内"), text=text, tone="warn")]
    return []


def _facts(row: Reminder) -> list[Fact]:
    moment = row.remind_at or row.shown_at or row.ended_at
    labels = {ReminderStatus.SHOWN: _("到时间"), ReminderStatus.WAITING: _("提醒时间")}
    facts = [
        Fact(label=labels.get(ReminderStatus(row.status), _("结束时间")), value=datetime_text(row.shown_at or moment))
    ]
    if row.is_repeated:
        note = _("遇休息日顺延") if row.put_off else ""
        facts.append(Fact(label=pgettext("提醒", "重复"), value=row.get_repeat_display(), note=note))
        facts.append(Fact(label=_("下一次"), value=datetime_text(row.remind_at)))
    if row.times:
        facts.append(Fact(label=_("已提醒"), value=with_count("%(count)s 次") % {"count": row.times}))
    return facts


def _record(row: Reminder) -> Card:
    links, address = [], work_url(row)
    if row.about is not None:
        note = str(kind_label(row.source_kind))
        links.append(Link(label=row.about.label, url=row.about.url, note=note, icon="file-text"))
    elif address:
        links.append(Link(label=_("去处理"), url=address, icon="list-check"))
    return Card(title=_("关联记录"), links=links, empty=_("记录不存在，或不在你的数据范围内"))
