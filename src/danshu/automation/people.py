"""For whom an action is: the record's responsible person, a chosen one, or the next of a team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.groups import people_of_team, team_choices
from danshu.automation.errors import NobodyThere
from danshu.automation.models import Turn
from danshu.automation.registry import Call, Setting, Settings
from danshu.identity.queries import active_ids, full_name_of
from danshu.kit.errors import FieldProblem

OWNER, PERSON, TEAM = "owner", "person", "team"
LABELS = {
    OWNER: gettext_lazy("记录的负责人"), PERSON: gettext_lazy("指定的人"), TEAM: gettext_lazy("团队成员，轮流"),
}  # fmt: skip


def who_settings(*ways: str, whole_team: bool = False, more: Mapping[str, Any] | None = None) -> list[Setting]:
    """The settings that say for whom. whole_team: all members are meant, not the next one; more: names of further ways."""
    labels = {**LABELS, **({TEAM: gettext_lazy("团队全体成员")} if whole_team else {}), **(more or {})}
    return [
        Setting(
            name="who", label=gettext_lazy("谁"), kind="choice", options=lambda: [(way, labels[way]) for way in ways],
            starred=True,
        ),
        Setting(name="person", label=gettext_lazy("指定的人"), kind="person"),
        Setting(
            name="team", label=gettext_lazy("团队"), kind="choice", options=lambda: [("", "—"), *team_choices()],
            help="" if whole_team else gettext_lazy("成员轮流，等得最久的先轮到"),
        ),
    ]  # fmt: skip


def check_who(given: Settings, *ways: str) -> tuple[dict[str, Any], list[FieldProblem]]:
    """The settings as they are stored, and what is wrong with them."""
    who = str(given.get("who") or "")
    if who not in ways:
        return {}, [FieldProblem("who", "unknown", _("从列表中选择"))]
    if who == PERSON:
        person = given.get("person")
        if not person or not active_ids([int(person)]):
            return {}, [FieldProblem("person", "unknown", _("从列表中选择一位在用的用户"))]
        return {"who": who, "person": int(person)}, []
    if who == TEAM:
        team = str(given.get("team") or "")
        if team not in dict(team_choices()):
            return {}, [FieldProblem("team", "unknown", _("从列表中选择团队"))]
        return {"who": who, "team": int(team)}, []
    return {"who": who}, []


def who_text(settings: Settings) -> str:
    """For whom, in words."""
    who = settings["who"]
    if who == PERSON:
        return full_name_of(settings["person"])
    if who == TEAM:
        return _("「%(team)s」的下一位") % {"team": dict(team_choices()).get(str(settings["team"]), "—")}
    return str(LABELS[who])


def chosen(call: Call, settings: Settings, *, action: Any) -> int:
    """The person for this record; a team's turn moves on. Raises NobodyThere."""
    who = settings["who"]
    if who == PERSON:
        found: Sequence[int] = [settings["person"]]
    elif who == TEAM:
        found = _by_turn(call, people_of_team(settings["team"]))
    else:
        found = [call.looked.person_id] if call.looked.person_id else []
    known = active_ids(found)
    person = next((pk for pk in found if pk in known), None)
    if person is None:
        raise NobodyThere(action=action)
    if who == TEAM:
        last = Turn.objects.filter(rule=call.rule).aggregate(last=Max("place"))["last"] or 0
        Turn.objects.update_or_create(rule=call.rule, user_id=person, defaults={"place": last + 1})
    return person


def _by_turn(call: Call, members: Sequence[int]) -> list[int]:
    """Who waits longest first; the rule's row is locked, so that no two runs choose at once."""
    places: Mapping[int, int] = dict(Turn.objects.filter(rule=call.rule).values_list("user_id", "place"))
    return sorted(members, key=lambda pk: (places.get(pk, 0), pk))
