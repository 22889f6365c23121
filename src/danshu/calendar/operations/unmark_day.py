"""Remove the mark of a day."""

from __future__ import annotations

from datetime import date, datetime

from danshu.calendar.errors import DayNotMarked
from danshu.calendar.events import CalendarChanged
from danshu.calendar.models import CalendarDay
from danshu.calendar.permissions import CONFIGURE
from danshu.calendar.units import of_unit
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef


@operation("calendar.unmark_day", permission=CONFIGURE, label=("取消日历标记", "Remove a calendar mark"))
def unmark_day(*, day: date, unit_id: int | None = None, actor: Actor, at: datetime) -> None:
    """The day follows its weekday (or, for a unit, the company) again. Raises DayNotMarked."""
    lock_slot("calendar")
    row = CalendarDay.objects.filter(of_unit(unit_id), date=day).first()
    if row is None:
        raise DayNotMarked(day=day.isoformat())
    pk = row.pk
    row.delete()
    current_context().changed("calendar.day", pk, label=day.isoformat(), changes={"kind": (str(row.kind), None)})
    publish(CalendarChanged(aggregate=SourceRef("calendar.day", pk), first=day, last=day, unit_id=unit_id))
