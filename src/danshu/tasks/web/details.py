"""What the page of a task is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.audit.labels import action_label, kind_label
from danshu.audit.queries import history
from danshu.files.web.part import attachments
from danshu.kit.actor import shown_name
from danshu.kit.web import ActorRequest
from danshu.kit.words import listed
from danshu.reminders.web.part import reminder_card
from danshu.tasks.lifecycle import OPEN_TASKS, TEXT_LENGTH, TaskStatus
from danshu.tasks.models import Task
from danshu.tasks.permissions import EDIT
from danshu.tasks.queries import is_late, may_carry_out, may_decide, participants_of, source_of
from danshu.tasks.web.lists import TASKS
from danshu.tasks.web.shown import task_status, task_url
from danshu.ui.detail import Action, Card, DetailPage, Fact, Link, Notice, Part
from danshu.ui.formats import datetime_text
from danshu.ui.lists import neighbours


def task_page(request: ActorRequest, row: Task) -> DetailPage:
    """Everything about a task but its texts, which the template shows."""
    return DetailPage(
        title=row.title,
        status=task_status(row),
        subtitle=_("%(giver)s 交给 %(person)s") % {"giver": shown_name(row.giver_name), "person": row.responsible.full_name},
        actions=_actions(request, row),
        notices=_notices(request, row),
        facts=_facts(row),
        cards=_cards(request, row),
        parts=[attachments(request, "tasks.task", row.pk)],
        say=_say(request, row),
        timeline=_timeline(row),
        breadcrumb=[(TASKS.title, reverse("tasks:list"))],
        neighbours=neighbours(request, TASKS, request.actor, row, task_url),
    )  # fmt: skip


def _actions(request: ActorRequest, row: Task) -> list[Action]:
    actor = request.actor
    if not actor.can(EDIT):
        return []
    decides, carries_out = may_decide(row, actor), may_carry_out(row, actor)
    if row.status in OPEN_TASKS:
        return _open_actions(row, decides=decides, carries_out=carries_out)
    if not decides:
        return []
    made = [Action(label=_("重新打开"), url=_url("reopen", row), method="dialog", icon="rotate")]
    if row.status == TaskStatus.DONE and row.confirmed_at is None:
        made.append(
            Action(label=_("确认完成"), url=_url("confirm", row), method="post", icon="circle-check", tone="primary")
        )
    return made


def _open_actions(row: Task, *, decides: bool, carries_out: bool) -> list[Action]:
    made = []
    if carries_out and row.status == TaskStatus.OPEN:
        made.append(Action(label=_("接受"), url=_url("accept", row), method="post", icon="check"))
    if carries_out:
        made.append(Action(label=pgettext("任务", "完成"), url=_url("finish", row), icon="checks", tone="primary"))
    if carries_out or decides:
        made.append(Action(label=_("改派"), url=_url("assign", row), icon="user-share"))
    if carries_out and row.giver_id not in (None, row.responsible_id):
        made.append(Action(label=_("退回"), url=_url("return", row), method="dialog", icon="rotate", menu=True))
    if decides:
        made.append(Action(label=_("修改"), url=_url("edit", row), icon="pencil", key="E"))
        made.append(
            Action(label=_("取消任务"), url=_url("cancel", row), method="dialog", icon="ban", tone="danger", menu=True)
        )
    return made


def _url(name: str, row: Task) -> str:
    return reverse(f"tasks:{name}", args=[row.pk])


def _notices(request: ActorRequest, row: Task) -> list[Notice]:
    if is_late(row):
        return [Notice(title=_("任务已逾期"), text=_("完成它，或请交办人改期"), tone="bad")]
    if row.status == TaskStatus.DONE and row.confirmed_at is None:
        return [Notice(title=_("等待 %(giver)s 确认") % {"giver": row.giver_name}, tone="neutral")]
    return []


def _facts(row: Task) -> list[Fact]:
    due = datetime_text(row.due_at) if row.due_at else "—"
    facts = [
        Fact(label=_("截止时间"), value=due, tone="bad" if is_late(row) else ""),
        Fact(label=_("优先级"), value=row.get_priority_display()),
        Fact(label=pgettext("任务", "负责人"), value=row.responsible.full_name),
    ]
    if row.finished_at:
        facts.append(Fact(label=_("完成时间"), value=datetime_text(row.finished_at)))
    elif row.accepted_at:
        facts.append(Fact(label=_("接受时间"), value=datetime_text(row.accepted_at)))
    return facts


def _cards(request: ActorRequest, row: Task) -> list[Card]:
    cards = []
    if row.source is not None:
        found = source_of(request.actor, row)
        note = str(kind_label(row.source_kind))
        link = Link(label=found.label, url=found.url, note=note, icon="file-text") if found else None
        cards.append(
            Card(title=_("关联记录"), links=[link] if link else [], empty=_("记录不存在，或不在你的数据范围内"))
        )
    people = listed(name for _pk, name in participants_of(row)) or "—"
    pairs = [
        (_("交办人"), shown_name(row.giver_name)), (_("交办时间"), datetime_text(row.created_at)), (_("参与人"), people),
    ]  # fmt: skip
    if row.remind_at:
        pairs.append((_("提醒时间"), datetime_text(row.remind_at)))
    if row.confirmed_at:
        pairs.append((_("确认时间"), datetime_text(row.confirmed_at)))
    return [
        *cards,
        Card(title=pgettext("任务", "任务"), pairs=pairs),
        reminder_card(request.actor, "tasks.task", row.pk),
    ]


def _say(request: ActorRequest, row: Task) -> Part | None:
    if row.status not in OPEN_TASKS or not request.actor.can(EDIT):
        return None
    context = {"url": _url("note", row), "token": str(uuid4()), "limit": TEXT_LENGTH}
    return Part(template="tasks/note_form.html", context=context)


def _timeline(row: Task) -> Sequence[Mapping[str, Any]]:
    """The history, with the notes in full in place of the lines that note them."""
    notes: list[Mapping[str, Any]] = [
        {
            "when": note.at, "who": shown_name(note.author_name), "changes": [], "text": note.content, "reason": "",
            "action": _("填写了进展"), "kind": "note",
        }
        for note in row.notes.order_by("-at", "-pk")[:100]
    ]  # fmt: skip
    noting = action_label("tasks.note_progress")
    told = [entry for entry in history("tasks.task", row.pk) if entry["action"] != noting]
    return sorted([*told, *notes], key=lambda entry: entry["when"], reverse=True)
