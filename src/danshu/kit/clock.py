"""Moments and days. Only edges (pages, API, jobs, commands) read the clock; operations get `at`."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

_COMPANY_ZONE: list[ZoneInfo] = [ZoneInfo("Asia/Shanghai")]


def now() -> datetime:
    """This moment, in UTC."""
    return timezone.now()


def set_company_zone(name: str) -> None:
    """Set the company's time zone (parameter company_timezone); called when parameters are loaded or changed."""
    _COMPANY_ZONE[0] = ZoneInfo(name)


def company_zone() -> ZoneInfo:
    """The zone of business dates (COM-014)."""
    return _COMPANY_ZONE[0]


def business_date(at: datetime) -> date:
    """The company's calendar day of a moment."""
    return at.astimezone(company_zone()).date()
