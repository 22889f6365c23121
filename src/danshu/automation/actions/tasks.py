"""Give somebody a task about the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.automation.people import OWNER, PERSON, TEAM, check_who, chosen, who_settings, who_text
from danshu.automation.registry import Action, Call, Setting, Settings, Words, register_action
from danshu.automation.texts import HINT, check_days, check_text, filled
from danshu.files.holding import HOLDERS
from danshu.identity.queries import full_name_of
from danshu.kit.errors import FieldErrors
from danshu.kit.refs import SourceRef
from danshu.kit.words import told, with_count
from danshu.tasks.lifecycle import TITLE_LENGTH, Priority
from danshu.tasks.operations.create_task import create_task

LABEL = gettext_lazy("建立任务")
WAYS = (OWNER, PERSON, TEAM)
MOST_DAYS, DESCRIPTION_LENGTH = 365, 1000


def _settings(host: str) -> list[Setting]:
    return [
        Setting(name="title", label=gettext_lazy("任务标题"), help=HINT, starred=True),
        *who_settings(*WAYS),
        Setting(name="days", label=gettext_lazy("几天内完成"), kind="integer", initial=1, starred=True),
        Setting(
            name="priority", label=gettext_lazy("优先级"), kind="choice", options=lambda: Priority.choices,
            initial=Priority.NORMAL,
        ),
        Setting(name="description", label=gettext_lazy("任务说明"), kind="note", help=HINT),
    ]  # fmt: skip


def _check(given: Settings, host: str) -> dict[str, Any]:
    who, problems = check_who(given, *WAYS)
    title, wrong = check_text(given, "title", TITLE_LENGTH)
    problems += wrong
    description, wrong = check_text(given, "description", DESCRIPTION_LENGTH, required=False)
    problems += wrong
    days, wrong = check_days(given, "days", MOST_DAYS)
    problems += wrong
    if problems:
        raise FieldErrors(problems)
    priority = given.get("priority") if given.get("priority") in Priority.values else str(Priority.NORMAL)
    return {**who, "title": title, "days": days, "priority": priority, "description": description}


def _perform(call: Call, settings: Settings) -> Words:
    person = chosen(call, settings, action=LABEL)
    # due today: in an hour, so that it is not overdue at once
    due = call.at + (timedelta(days=settings["days"]) if settings["days"] else timedelta(hours=1))
    entry = {
        "title": " ".join(filled(settings["title"], call, TITLE_LENGTH).split()), "responsible": person, "due_at": due,
        "priority": settings["priority"], "description": filled(settings["description"], call, 2000),
    }  # fmt: skip
    source = SourceRef(call.host, call.pk) if call.host in HOLDERS else None
    made = create_task(entry=entry, source=source, actor=call.actor, at=call.at)
    facts = {"title": made.title, "person": full_name_of(person)}
    return lambda: _("任务「%(title)s」交给 %(person)s") % facts


def _words(settings: Settings, host: str) -> str:
    facts = {"title": settings["title"], "who": who_text(settings), "days": settings["days"]}
    return told(with_count("任务「%(title)s」交给%(who)s，%(days)s 天内完成", "days"), facts)


register_action(
    Action(code="tasks.create_task", label=LABEL, settings=_settings, check=_check, perform=_perform, words=_words)
)
