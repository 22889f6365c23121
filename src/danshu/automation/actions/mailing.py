"""Send an e-mail about the record: to a colleague, to a team, or to the customer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.groups import people_of_team, team_choices
from danshu.automation.errors import NoAddress
from danshu.automation.mailboxes import MAILBOXES, Mailbox
from danshu.automation.messages_declared import BY_RULE
from danshu.automation.people import OWNER, PERSON, TEAM, check_who, chosen, who_settings, who_text
from danshu.automation.registry import Action, Call, Setting, Settings, Words, register_action
from danshu.automation.texts import HINT, check_text, filled
from danshu.identity.queries import active_ids, mail_addresses_of
from danshu.kit.errors import FieldErrors
from danshu.kit.parameters import parameter_value
from danshu.kit.records import record_url
from danshu.kit.refs import SourceRef
from danshu.kit.words import listed
from danshu.notices.composing import composed
from danshu.notices.operations.queue_message import queue_message

LABEL = gettext_lazy("发送邮件")
OUTSIDE = "outside"
SUBJECT_LENGTH, TEXT_LENGTH = 80, 800


def _ways(host: str) -> tuple[str, ...]:
    return (OWNER, PERSON, TEAM, *([OUTSIDE] if host in MAILBOXES else []))


def _settings(host: str) -> list[Setting]:
    outside = {OUTSIDE: MAILBOXES[host][0]} if host in MAILBOXES else {}
    return [
        Setting(name="subject", label=gettext_lazy("邮件主题"), help=HINT, starred=True),
        *who_settings(*_ways(host), whole_team=True, more=outside),
        Setting(name="text", label=gettext_lazy("邮件内容"), kind="note", help=HINT, starred=True),
    ]


def _check(given: Settings, host: str) -> dict[str, Any]:
    who, problems = check_who(given, *_ways(host))
    subject, wrong = check_text(given, "subject", SUBJECT_LENGTH)
    problems += wrong
    text, wrong = check_text(given, "text", TEXT_LENGTH)
    if problems or wrong:
        raise FieldErrors([*problems, *wrong])
    return {**who, "subject": " ".join(subject.split()), "text": text}


def _mailboxes(call: Call, settings: Settings) -> list[Mailbox]:
    """Who is written to; who has no address is left out. Raises NobodyThere, NoAddress."""
    if settings["who"] == OUTSIDE:
        found = MAILBOXES[call.host][1](call.pk)
        boxes = [found] if found is not None else []
    else:
        people = (
            sorted(active_ids(people_of_team(settings["team"])))
            if settings["who"] == TEAM
            else [chosen(call, settings, action=LABEL)]
        )
        boxes = [Mailbox(*each) for each in mail_addresses_of(people)]
    if not boxes:
        raise NoAddress(action=LABEL)
    return boxes


def _perform(call: Call, settings: Settings) -> Words:
    boxes = _mailboxes(call, settings)
    url = record_url(call.host, call.pk, call.looked.number)
    for box in boxes:
        facts = {
            "name": box.name, "subject": filled(settings["subject"], call, 140), "text": filled(settings["text"], call, 1200),
            "record": call.looked.label, "company": parameter_value("company_name"),
        }  # fmt: skip
        words = composed(BY_RULE, facts, box.language)
        queue_message.within(
            address=box.address, subject=words.subject, body=words.body, source=SourceRef(call.host, call.pk),
            label=call.looked.label[:60], url=url, recipient=box.name[:50], language=box.language, actor=call.actor,
            at=call.at,
        )  # fmt: skip
    names = [box.name for box in boxes]
    return lambda: _("邮件发给 %(people)s") % {"people": listed(names)}


def _words(settings: Settings, host: str) -> str:
    who = settings["who"]
    if who == TEAM:
        name = dict(team_choices()).get(str(settings["team"]), "—")
    elif who == OUTSIDE:
        name = str(MAILBOXES[host][0]) if host in MAILBOXES else "—"
    else:
        name = who_text(settings)
    return _("发邮件给%(who)s：%(subject)s") % {"who": name, "subject": settings["subject"]}


register_action(
    Action(code="notices.mail", label=LABEL, settings=_settings, check=_check, perform=_perform, words=_words)
)
