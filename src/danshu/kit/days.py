"""Days that can belong to business: a slip of the keyboard in the year is refused (COM-008)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
EARLIEST_BIRTHDAY = date(1900, 1, 1)


def day_problem(day: date, earliest: date = EARLIEST) -> str:
    """What to say beside a day before `earliest` or after LATEST; empty when it is a usable one."""
    if earliest <= day <= LATEST:
        return ""
    return _("应在 %(first)s 与 %(last)s 之间") % {"first": earliest.isoformat(), "last": LATEST.isoformat()}


def _business_day(day: date) -> date:
    return _checked(day, EARLIEST)


def _birthday(day: date) -> date:
    return _checked(day, EARLIEST_BIRTHDAY)


def _checked(day: date, earliest: date) -> date:
    if problem := day_problem(day, earliest):
        raise PydanticCustomError("day_out_of_range", "{problem}", {"problem": problem})
    return day


# for the shapes of the API
BusinessDay = Annotated[date, AfterValidator(_business_day)]
Birthday = Annotated[date, AfterValidator(_birthday)]
