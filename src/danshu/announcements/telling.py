"""The bell of those whom an announcement addresses."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from danshu.announcements.audience import addressed
from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.announcements.models import Announcement
from danshu.kit.clock import business_date
from danshu.notices.operations.notify import notify


def is_due(row: Announcement, at: datetime) -> bool:
    """True when people see it now and the bell has not told of this round."""
    today = business_date(at)
    lives = row.from_date <= today and (row.to_date is None or row.to_date >= today)
    return row.status == AnnouncementStatus.PUBLISHED and lives and row.told_round < row.round


def tell(row: Announcement, *, at: datetime) -> int:
    """Put it under the bell of everybody it addresses; returns of how many. Runs inside an operation."""
    people = list(addressed(row, business_date(at)).values_list("pk", flat=True))
    notify(
        people, kind="announcements.published", text=lambda: _("系统公告：%(title)s") % {"title": row.title},
        url=reverse("announcements:announcement", args=[row.pk]), at=at,
    )  # fmt: skip
    row.told_round = row.round
    row.save(update_fields=["told_round"])
    return len(people)
