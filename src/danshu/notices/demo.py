"""The bells of the demo company: what happened long ago has been read."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from danshu.notices.models import Notice

RECENT = timedelta(days=1)
FEW = 5


def build(at: datetime) -> int:
    """Mark notices as read, except the newest few of each person of the last day; returns how many stay unread."""
    place = Window(RowNumber(), partition_by=F("user"), order_by=F("id").desc())
    fresh = Notice.objects.filter(read_at=None, created_at__gt=at - RECENT).annotate(place=place)
    kept = [notice.pk for notice in fresh if notice.place <= FEW]
    Notice.objects.filter(read_at=None).exclude(pk__in=kept).update(read_at=at)
    return len(kept)
