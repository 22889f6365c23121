"""The shared part: tasks about a record on its page, and the button that gives one (COL-005).

    cards=[*..., task_card(actor, "sales.order", order.pk)]

The page has found its record in scope.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from danshu.kit.actor import Actor
from danshu.tasks.permissions import EDIT, VIEW
from danshu.tasks.queries import open_tasks_of
from danshu.tasks.web.shown import task_status, task_url
from danshu.ui.detail import Card, Link
from danshu.ui.formats import datetime_text

SHOWN = 5


def task_card(actor: Actor, kind: str, pk: int) -> Card:
    """The open tasks about a record that exist for the actor, and the way to a new one. One query."""
    links = [
        Link(
            label=row.title, url=task_url(row), status=task_status(row),
            note=" ".join(filter(None, (row.responsible.full_name, datetime_text(row.due_at) if row.due_at else ""))),
        )
        for row in (open_tasks_of(actor, kind, pk, SHOWN) if actor.can(VIEW) else ())
    ]  # fmt: skip
    url = f"{reverse('tasks:new')}?{urlencode({'kind': kind, 'id': pk})}" if actor.can(EDIT) else ""
    return Card(
        title=pgettext("任务", "任务"), links=links, more_url=url, more_label=_("新建任务"), empty=_("没有待办的任务")
    )
