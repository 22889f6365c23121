"""Remove expired data (SYS-012)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.housekeeping.errors import NothingExpired, RanToday
from danshu.housekeeping.models import ExpiryCount, ExpiryRun
from danshu.housekeeping.permissions import CLEAN_UP
from danshu.housekeeping.rules import Kept, rules
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.expiry import EXPIRING
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.words import told, with_count

MAX_BACKUP = 500


@operation("housekeeping.clean_up", permission=CLEAN_UP, label=("清理过期数据", "Clean up expired data"))
def clean_up(
    *, kinds: Sequence[str], backup: str = "", is_scheduled: bool = False, actor: Actor, at: datetime
) -> ExpiryRun:
    """Remove what the rules of these kinds say is no longer needed; the run notes how much of each (SYS-012).

    backup: where the data were saved before, or why not, in words; asked of people, not of the schedule. A dry run tells
    the same counts. Raises NotFound for an unknown kind, FieldErrors without a word about the backup, RanToday when the
    schedule cleaned one of them up today, NothingExpired.
    """
    backup, wanted = backup.strip()[:MAX_BACKUP], list(dict.fromkeys(kinds))
    if not wanted or set(wanted) - set(EXPIRING):
        raise NotFound()
    if not is_scheduled and not backup:
        raise FieldErrors([FieldProblem("backup", "required", _("写明备份放在哪里，或为什么不需要"))])
    lock_slot("housekeeping")
    if is_scheduled and ExpiryCount.objects.filter(kind__in=wanted, day=business_date(at), is_scheduled=True).exists():
        raise RanToday()
    found = [(kept, _removed(kept, at)) for kept in rules(wanted)]
    if not any(count for _kept, count in found) and not is_scheduled:
        raise NothingExpired()
    return _noted(found, backup, is_scheduled=is_scheduled, actor=actor, at=at)


def _removed(kept: Kept, at: datetime) -> int:
    """Remove what is old enough of one kind; returns how many records, without what hangs on them."""
    rows = kept.kind.rows(kept.before(at))
    _everything, by_model = rows.delete()
    return by_model.get(rows.model._meta.label, 0)


def _noted(
    found: Sequence[tuple[Kept, int]], backup: str, *, is_scheduled: bool, actor: Actor, at: datetime
) -> ExpiryRun:
    context, day = current_context(), business_date(at)
    run = ExpiryRun.objects.create(at=at, day=day, by_name=actor.name, is_scheduled=is_scheduled, backup=backup)
    ExpiryCount.objects.bulk_create(
        ExpiryCount(
            run=run, kind=kept.kind.code, before=kept.before(at), removed=count, day=day, is_scheduled=is_scheduled
        )
        for kept, count in found
    )
    for kept, count in found:
        facts = {"label": kept.kind.label, "count": count}
        text = told(with_count("%(label)s：删除 %(count)s 条"), facts)
        context.effect(kept.kind.code, f"{text}　{kept.kind.note}" if count else text, "warn" if count else "neutral")
    changes = {kept.kind.code: (count, 0) for kept, count in found if count}
    context.changed("housekeeping.run", run.pk, label=day.isoformat(), changes=changes, reason=backup)
    return run
