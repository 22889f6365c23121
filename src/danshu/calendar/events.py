"""Facts about the calendar: whoever computed a deadline may compute it anew, in the favour of the customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from danshu.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChanged(Event):
    """Days or hours from `first` to `last` changed, for the company or for one unit."""

    name: ClassVar[str] = "calendar.changed"

    first: date
    last: date
    unit_id: int | None = None
