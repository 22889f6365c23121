"""Storing what is said about an announcement; what creating and editing share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from danshu.announcements.models import Announcement, AnnouncementUnit
from danshu.announcements.rules import AnnouncementData
from danshu.kit.clock import business_date


def values_of(data: AnnouncementData, at: datetime) -> dict[str, Any]:
    """The columns; without a first day it begins today."""
    return {
        "title": data.title.strip(),
        "content": data.content.replace("\r\n", "\n").strip(),
        "type": str(data.type),
        "audience": str(data.audience),
        "role_codes": sorted(set(data.role_codes)),
        "from_date": data.from_date or business_date(at),
        "to_date": data.to_date,
        "is_top": data.is_top,
        "must_confirm": data.must_confirm,
    }


def units_of(row: Announcement) -> frozenset[int]:
    """The units it addresses."""
    return frozenset(row.units.values_list("unit_id", flat=True))


def set_units(row: Announcement, wanted: frozenset[int]) -> None:
    """Make these the units it addresses."""
    held = units_of(row)
    row.units.filter(unit_id__in=held - wanted).delete()
    AnnouncementUnit.objects.bulk_create(
        [AnnouncementUnit(announcement=row, unit_id=unit_id) for unit_id in sorted(wanted - held)]
    )
