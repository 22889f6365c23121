"""State that the calendar of a year is complete."""

from __future__ import annotations

from datetime import datetime

from danshu.calendar.models import CalendarYear
from danshu.calendar.permissions import CONFIGURE
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation


@operation("calendar.confirm_year", permission=CONFIGURE, label=("确认年度日历", "Confirm a calendar year"))
def confirm_year(*, year: int, actor: Actor, at: datetime) -> CalendarYear:
    """Holidays and exchanged working days of the year are entered: the reminder ends (SYS-002). Repeating is harmless."""
    row, made = CalendarYear.objects.get_or_create(year=year, defaults={"is_complete": True})
    if not made and not row.is_complete:
        row.is_complete = True
        row.save(update_fields=["is_complete"])
        made = True
    if made:
        changes = {"is_complete": (False, True)}
        current_context().changed("calendar.year", year, label=str(year), changes=changes)
    return row
