"""What is stored about announcements agrees with itself (ACC-025)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef

from danshu.announcements.models import Announcement, AnnouncementUnit, Audience, Reading
from danshu.kit.verification import check


@check("ACC-025", "announcements.audience")
def units_are_named() -> Iterator[str]:
    """An announcement names units exactly when it addresses units."""
    units = AnnouncementUnit.objects.filter(announcement_id=OuterRef("pk"))
    rows = Announcement.objects.annotate(has_units=Exists(units))
    for row in rows.filter(audience=Audience.UNITS, has_units=False) | rows.exclude(audience=Audience.UNITS).filter(
        has_units=True
    ):
        yield f"announcement {row.pk}: its audience is {row.audience}, its units say otherwise"


@check("ACC-025", "announcements.rounds")
def readings_are_of_rounds() -> Iterator[str]:
    """Nobody has read a round that has not been."""
    for reading in Reading.objects.filter(round__gt=F("announcement__round")).order_by("pk"):
        yield f"announcement {reading.announcement_id}: round {reading.round} was read and has not been"
