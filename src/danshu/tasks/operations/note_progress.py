"""Say how far a task is."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from danshu.kit.actor import Actor
from danshu.kit.operation import operation
from danshu.tasks.models import Task, TaskNote
from danshu.tasks.permissions import EDIT
from danshu.tasks.recording import locked_task, noted, require_open, tell
from danshu.tasks.rules import require_text


@operation("tasks.note_progress", permission=EDIT, label=("填写任务进展", "Note progress of a task"))
def note_progress(*, task_id: int, content: str, actor: Actor, at: datetime) -> Task:
    """Anybody who has to do with an open task writes how far it is; giver and responsible person are told (COL-005).

    Raises NotFound, TaskClosed, FieldErrors for an empty text or one of more than 2000 characters.
    """
    row = locked_task(task_id, actor=actor)
    require_open(row)
    text = require_text("content", content)
    TaskNote.objects.create(task=row, content=text, author_id=actor.user_id, author_name=actor.name, at=at)
    noted(row, {"note": (None, text[:200])})
    facts = {"title": row.title, "person": actor.name, "text": " ".join(text.split())[:150]}
    tell(
        row, {row.giver_id, row.responsible_id}, "noted", lambda: _("%(person)s：任务「%(title)s」%(text)s") % facts,
        actor=actor, at=at,
    )  # fmt: skip
    return row
