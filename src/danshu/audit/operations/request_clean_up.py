"""Ask for the cleanup of a log, which a job carries out."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, Min
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from danshu.audit.archiving import OPERATIONS, kept_sensitive
from danshu.audit.errors import AlreadyAsked, NothingToArchive
from danshu.audit.operations.archive_entries import require_old
from danshu.audit.permissions import CLEAN_UP
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.logs import LOGS
from danshu.kit.operation import operation
from danshu.kit.words import told, with_count
from danshu.ui.formats import date_text

TASK = "audit.clean_up"


@operation("audit.request_clean_up", permission=CLEAN_UP, label=("申请清理日志", "Request a cleanup of logs"))
def request_clean_up(*, log: str, before: datetime, reason: str = "", actor: Actor, at: datetime) -> int:
    """A job will move entries older than a moment into an archive; returns how many there are now (SYS-005).

    Names the effects: how many go, from when to when, what stays. The job runs with the rights the person then has.
    Raises NotFound, TooYoung, NothingToArchive, AlreadyAsked.
    """
    require_old(log, before, at)
    known = LOGS[log]
    old = known.old(before).order_by()
    span = old.aggregate(first=Min(known.moment), last=Max(known.moment))
    count = old.count()
    if not count:
        raise NothingToArchive()
    _name_effects(log, before, count, (date_text(span["first"]), date_text(span["last"])))
    changes = {"log": (None, log), "entries": (None, count), "before": (None, before)}
    current_context().changed("audit.archive", 0, label=str(log), changes=changes, reason=reason)
    job = app.configure_task(TASK, queueing_lock=f"{TASK}.{log}")
    try:
        job.defer(log=log, before=before.isoformat(), user_id=actor.user_id, reason=reason)
    except AlreadyEnqueued:
        raise AlreadyAsked(log=known.label) from None
    return count


def _name_effects(log: str, before: datetime, count: int, span: tuple[str, str]) -> None:
    context = current_context()
    facts = {"count": count, "log": LOGS[log].label, "first": span[0], "last": span[1]}
    text = told(with_count("%(log)s：%(count)s 条写入归档文件，然后删除（%(first)s 至 %(last)s）"), facts)
    context.effect("audit.archived", text, "warn")
    if log != OPERATIONS:
        return
    if kept := kept_sensitive(before):
        context.effect("audit.kept", told(with_count("同样早的敏感操作 %(count)s 条保留"), {"count": kept}))
    context.effect("audit.seals", _("封存的摘要保留，以后仍能核对归档文件有没有被改动"))
