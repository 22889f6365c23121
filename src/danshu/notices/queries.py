"""What is under somebody's bell."""

from __future__ import annotations

from django.db.models import QuerySet

from danshu.notices.models import Notice


def notices_of(user_id: int) -> QuerySet[Notice]:
    """Somebody's notices, newest first."""
    return Notice.objects.filter(user_id=user_id).order_by("-id")


def unread_count(user_id: int) -> int:
    """How many notices somebody has not read."""
    return Notice.objects.filter(user_id=user_id, read_at=None).count()
