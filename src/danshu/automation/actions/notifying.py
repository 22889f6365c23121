"""Put a notice about the record under somebody's bell."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.groups import people_of_team, team_choices
from danshu.automation.errors import NobodyThere
from danshu.automation.people import OWNER, PERSON, TEAM, check_who, chosen, who_settings, who_text
from danshu.automation.registry import Action, Call, Setting, Settings, Words, register_action
from danshu.automation.texts import HINT, check_text, filled
from danshu.identity.queries import active_ids, full_names_of
from danshu.kit.errors import FieldErrors
from danshu.kit.records import record_url
from danshu.kit.words import listed
from danshu.notices.operations.notify import notify

LABEL = gettext_lazy("发送通知")
WAYS = (OWNER, PERSON, TEAM)
TEXT_LENGTH = 200


def _settings(host: str) -> list[Setting]:
    return [
        Setting(name="text", label=gettext_lazy("通知内容"), help=HINT, starred=True),
        *who_settings(*WAYS, whole_team=True),
    ]


def _check(given: Settings, host: str) -> dict[str, Any]:
    who, problems = check_who(given, *WAYS)
    text, wrong = check_text(given, "text", TEXT_LENGTH)
    if problems or wrong:
        raise FieldErrors([*problems, *wrong])
    return {**who, "text": text}


def _perform(call: Call, settings: Settings) -> Words:
    people = (
        sorted(active_ids(people_of_team(settings["team"])))
        if settings["who"] == TEAM
        else [chosen(call, settings, action=LABEL)]
    )
    if not people:
        raise NobodyThere(action=LABEL)
    url = record_url(call.host, call.pk, call.looked.number)
    notify(people, kind="automation.told", text=filled(settings["text"], call, 300), url=url, at=call.at)
    names = list(full_names_of(people).values())
    return lambda: _("通知 %(people)s") % {"people": listed(names)}


def _words(settings: Settings, host: str) -> str:
    # a team is told as a whole
    who = dict(team_choices()).get(str(settings["team"]), "—") if settings["who"] == TEAM else who_text(settings)
    return _("通知%(who)s：%(text)s") % {"who": who, "text": settings["text"]}


register_action(
    Action(code="notices.notify", label=LABEL, settings=_settings, check=_check, perform=_perform, words=_words)
)
