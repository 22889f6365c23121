"""What automatic rules can do about dealings with customers: plan a contact (SYS-029)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.activities import dictionaries as lists
from danshu.activities.operations.create_plan import create_plan
from danshu.automation.people import OWNER, PERSON, TEAM, check_who, chosen, who_settings, who_text
from danshu.automation.registry import Action, Call, Setting, Settings, Words, register_action
from danshu.automation.texts import HINT, check_days, check_text, filled
from danshu.dictionaries.queries import choices
from danshu.identity.queries import full_name_of
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.words import told, with_count
from danshu.parties.custom_declared import CUSTOMER

LABEL = gettext_lazy("建立交流计划")
WAYS = (OWNER, PERSON, TEAM)
TITLE_LENGTH, MOST_DAYS = 50, 365


def _types() -> list[tuple[str, Any]]:
    return [(str(pk), label) for pk, label in choices(lists.PLAN_TYPE)]


def _settings(host: str) -> list[Setting]:
    return [
        Setting(name="title", label=gettext_lazy("计划标题"), help=HINT, starred=True),
        Setting(name="plan_type", label=gettext_lazy("计划类型"), kind="choice", options=_types, starred=True),
        *who_settings(*WAYS),
        Setting(name="days", label=gettext_lazy("几天之后"), kind="integer", initial=1, starred=True),
    ]


def _check(given: Settings, host: str) -> dict[str, Any]:
    who, problems = check_who(given, *WAYS)
    title, wrong = check_text(given, "title", TITLE_LENGTH)
    problems += wrong
    days, wrong = check_days(given, "days", MOST_DAYS)
    problems += wrong
    kind = str(given.get("plan_type") or "")
    if kind not in dict(_types()):
        problems.append(FieldProblem("plan_type", "unknown", _("从列表中选择")))
    if problems:
        raise FieldErrors(problems)
    return {**who, "title": title, "days": days, "plan_type": int(kind)}


def _perform(call: Call, settings: Settings) -> Words:
    person = chosen(call, settings, action=LABEL)
    moment = call.at + (timedelta(days=settings["days"]) if settings["days"] else timedelta(hours=1))
    entry = {
        "title": filled(settings["title"], call, TITLE_LENGTH), "plan_type": settings["plan_type"], "planned_at": moment,
        "responsible": person,
    }  # fmt: skip
    made = create_plan(customer_id=call.pk, entry=entry, actor=call.actor, at=call.at)
    facts = {"title": made.title, "person": full_name_of(person)}
    return lambda: _("计划「%(title)s」交给 %(person)s") % facts


def _words(settings: Settings, host: str) -> str:
    facts = {"title": settings["title"], "who": who_text(settings), "days": settings["days"]}
    return told(with_count("计划「%(title)s」交给%(who)s，%(days)s 天之后", "days"), facts)


register_action(
    Action(
        code="activities.create_plan", label=LABEL, hosts={CUSTOMER}, settings=_settings, check=_check, perform=_perform,
        words=_words,
    )
)  # fmt: skip
