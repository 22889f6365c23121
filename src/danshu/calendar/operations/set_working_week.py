"""Set working weekdays and hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from danshu.calendar.events import CalendarChanged
from danshu.calendar.models import WorkingWeek
from danshu.calendar.permissions import CONFIGURE
from danshu.calendar.units import of_unit, require_unit
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.locks import lock, lock_slot
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.versions import require_version, touch

FIELDS = ("weekdays", "opens", "closes")


@operation("calendar.set_working_week", permission=CONFIGURE, label=("设置工作时间", "Set working hours"))
def set_working_week(
    *,
    weekdays: Sequence[int],
    opens: time,
    closes: time,
    unit_id: int | None = None,
    seen_version: int | None = None,
    actor: Actor,
    at: datetime,
) -> WorkingWeek:
    """Working weekdays (1 = Monday) and hours of the company or of one unit (SYS-002).

    Raises FieldErrors: no weekday, closing before opening; EditConflict.
    """
    days = sorted(set(weekdays))
    _require_sound(days, opens, closes)
    require_unit(unit_id)
    lock_slot("calendar")
    row = lock(WorkingWeek.objects.filter(of_unit(unit_id))).first()
    new = {"weekdays": days, "opens": opens, "closes": closes}
    old = {name: getattr(row, name) for name in FIELDS} if row else dict.fromkeys(FIELDS)
    if row is None:
        row = WorkingWeek.objects.create(
            unit_id=unit_id, **new, created_at=at, updated_at=at, updated_by_name=actor.name
        )
    else:
        require_version(row, seen_version)
        row.weekdays, row.opens, row.closes = days, opens, closes
        row.save(update_fields=[*FIELDS, *touch(row, actor=actor, at=at)])
    changes = {name: (old[name], new[name]) for name in FIELDS if old[name] != new[name]}
    label = _("工作时间")
    current_context().changed("calendar.week", row.pk, label=label, changes=changes)
    aggregate = SourceRef("calendar.week", row.pk)
    publish(CalendarChanged(aggregate=aggregate, first=date.min, last=date.max, unit_id=unit_id))
    return row


def _require_sound(days: list[int], opens: time, closes: time) -> None:
    problems = []
    if not days or not set(days) <= set(range(1, 8)):
        problems.append(FieldProblem("weekdays", "required", _("至少选择一个工作日")))
    if closes <= opens:
        problems.append(FieldProblem("closes", "order", _("下班时间应晚于上班时间")))
    if problems:
        raise FieldErrors(problems)
