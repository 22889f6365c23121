"""Announcements for tests; made by the real operations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from danshu.access.tests.factories import actor_of
from danshu.announcements.models import Announcement
from danshu.announcements.operations.create_announcement import create_announcement
from danshu.announcements.operations.publish_announcement import publish_announcement
from danshu.announcements.rules import AnnouncementData
from danshu.identity.models import User
from danshu.kit.clock import business_date, now

__all__ = ["actor_of", "browser", "data", "draft", "published"]


def data(**values: Any) -> AnnouncementData:
    """An announcement for everybody."""
    given = {"title": "国庆放假安排", "content": "10 月 1 日至 7 日放假，急件找值班人员。", **values}
    return AnnouncementData(**given)


def draft(by: User, *, at: datetime | None = None, **values: Any) -> Announcement:
    """A draft."""
    moment = at or now()
    return create_announcement(data=data(**values), actor=actor_of(by), at=moment)


def published(by: User, *, at: datetime | None = None, **values: Any) -> Announcement:
    """One that is published; shown since today unless said otherwise."""
    moment = at or now()
    values.setdefault("from_date", business_date(moment))
    row = draft(by, at=moment, **values)
    return publish_announcement(announcement_id=row.pk, seen_version=row.version, actor=actor_of(by), at=moment)


def browser(user: User) -> Client:
    """A browser in which he is signed in."""
    client = Client()
    client.force_login(user)
    return client
