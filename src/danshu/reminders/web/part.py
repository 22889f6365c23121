"""The shared part: reminders about a record on its page, and the button that sets one (COL-009).

    cards=[*..., reminder_card(actor, "sales.order", order.pk)]

The page has found its record in scope; any kind that holds attachments (danshu.files.holding) can have it.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.kit.actor import Actor
from danshu.reminders.permissions import EDIT, VIEW
from danshu.reminders.queries import open_reminders_of
from danshu.reminders.web.shown import REMINDER_STATUSES, reminder_url
from danshu.ui.detail import Card, Link
from danshu.ui.formats import datetime_text

SHOWN = 5


def reminder_card(actor: Actor, kind: str, pk: int) -> Card:
    """The open reminders about a record that exist for the actor, and the way to a new one. One query."""
    rows = open_reminders_of(actor, kind, pk, SHOWN) if actor.can(VIEW) else ()
    links = [
        Link(
            label=row.words, url=reminder_url(row), status=REMINDER_STATUSES[row.status],
            note=" ".join(filter(None, (
                "" if row.person_id == actor.user_id else row.person.full_name, datetime_text(row.remind_at or row.shown_at),
            ))),
        )
        for row in rows
    ]  # fmt: skip
    url = f"{reverse('reminders:new')}?{urlencode({'kind': kind, 'id': pk})}" if actor.can(EDIT) else ""
    return Card(
        title=pgettext("提醒", "提醒"), links=links, more_url=url, more_label=_("提醒我"), empty=_("没有待办的提醒")
    )
