"""Checking plan settings, and which customers they are for (CUS-029)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from danshu.activities import dictionaries as lists
from danshu.activities import entering
from danshu.activities.models import PlanSetting, Trigger
from danshu.activities.planning import MOST_REMIND
from danshu.dictionaries.queries import choices
from danshu.identity.queries import find_people
from danshu.parties import dictionaries as party_lists

NUMBERS = {"first_after_days": (0, 3650), "repeat_every_days": (1, 3650), "repeats": (1, 50),
           "remind_minutes": (0, MOST_REMIND)}  # fmt: skip
FOR_WHOM = {"categories": party_lists.CATEGORY, "levels": party_lists.LEVEL, "statuses": party_lists.STATUS}
REQUIRED = {
    "title": pgettext_lazy("交流计划", "标题"), "plan_type": gettext_lazy("计划类型"), "trigger": gettext_lazy("触发事件"),
    "first_after_days": gettext_lazy("首次在事件后（天）"),
}  # fmt: skip


def checked(given: Mapping[str, Any], current: PlanSetting | None = None) -> dict[str, Any]:
    """The columns of what was entered. Raises FieldErrors with every problem."""
    entry = entering.Entry(given)
    entering.require_given(entry, REQUIRED, current)
    entering.take_texts(entry, {"title": 50})
    entering.take_values(entry, {"plan_type": lists.PLAN_TYPE, "type": lists.COMMUNICATION_TYPE}, current)
    if entry.given.get("trigger"):
        if entry.given["trigger"] not in Trigger.values:
            entry.refuse("trigger", "unknown", _("从列表中选择"))
        entry.values["trigger"] = entry.given["trigger"]
    _take_numbers(entry)
    _take_lists(entry, current)
    if "responsible" in entry.given:
        chosen = entry.given["responsible"]
        if chosen is not None and not find_people("").filter(pk=chosen).exists():
            entry.refuse("responsible", "not_found", _("从列表中选择一位在职人员"))
        entry.values["responsible_id"] = chosen
    return entry.require()


def _take_numbers(entry: entering.Entry) -> None:
    for name, (least, most) in NUMBERS.items():
        number = entry.given.get(name)
        if number is not None and not least <= number <= most:
            entry.refuse(name, "range", _("应为 %(least)s 到 %(most)s") % {"least": least, "most": most})
        if name in entry.given and (number is not None or name == "repeat_every_days"):
            entry.values[name] = number
    if (entry.given.get("repeats") or 1) > 1 and not entry.given.get("repeat_every_days"):
        entry.refuse("repeat_every_days", "required", _("重复多次时填写间隔天数"))


def _take_lists(entry: entering.Entry, current: PlanSetting | None) -> None:
    for name, dictionary in FOR_WHOM.items():
        if name not in entry.given:
            continue
        chosen = sorted(set(entry.given[name] or ()))
        known = {pk for pk, _label in choices(dictionary)} | set(getattr(current, name, ()))
        if not set(chosen) <= known:
            entry.refuse(name, "unknown", _("从列表中选择"))
        entry.values[name] = chosen


def fits(setting: PlanSetting, *, category_id: int | None, level_id: int | None, status_id: int | None) -> bool:
    """True when the setting is for such a customer; an empty condition asks nothing."""
    asked = ((setting.categories, category_id), (setting.levels, level_id), (setting.statuses, status_id))
    return all(not wanted or has in wanted for wanted, has in asked)
