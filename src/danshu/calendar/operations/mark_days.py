"""Mark days as holidays or working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from danshu.calendar.events import CalendarChanged
from danshu.calendar.models import CalendarDay, DayKind, DaySource
from danshu.calendar.permissions import CONFIGURE
from danshu.calendar.units import of_unit, require_unit
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef

MAX_SPAN = 60
MAX_NAME = 50


@operation("calendar.mark_days", permission=CONFIGURE, label=("标记日历", "Mark calendar days"))
def mark_days(
    *, first: date, last: date, kind: str, name: str = "", unit_id: int | None = None, actor: Actor, at: datetime
) -> list[int]:
    """Every day from `first` to `last` is a holiday or a working day, whatever it was before (SYS-002).

    unit_id None means the whole company. Returns the ids of the marks. Raises FieldErrors: end before start, more than MAX_SPAN days, unknown kind.
    """
    _require_sound(first, last, kind, name)
    require_unit(unit_id)
    lock_slot("calendar")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    span = CalendarDay.objects.filter(of_unit(unit_id), date__range=(first, last))
    before = {row.date: str(row.kind) for row in span}
    span.delete()
    rows = CalendarDay.objects.bulk_create(
        CalendarDay(date=day, unit_id=unit_id, kind=kind, name=name.strip(), source=DaySource.PERSON) for day in days
    )
    for row in rows:
        current_context().changed(
            "calendar.day", row.pk, label=row.date.isoformat(), changes={"kind": (before.get(row.date), kind)}
        )
    publish(CalendarChanged(aggregate=SourceRef("calendar.day", rows[0].pk), first=first, last=last, unit_id=unit_id))
    return [row.pk for row in rows]


def _require_sound(first: date, last: date, kind: str, name: str) -> None:
    problems = []
    if last < first:
        problems.append(FieldProblem("last", "order", _("结束日期不能早于开始日期")))
    elif (last - first).days >= MAX_SPAN:
        problems.append(FieldProblem("last", "too_long", _("一次最多标记 %(days)s 天") % {"days": MAX_SPAN}))
    if kind not in DayKind.values:
        problems.append(FieldProblem("kind", "not_offered", _("选择休息日或工作日")))
    if len(name.strip()) > MAX_NAME:
        problems.append(FieldProblem("name", "too_long", _("最多 %(limit)s 个字") % {"limit": MAX_NAME}))
    if problems:
        raise FieldErrors(problems)
