"""Announcements hold attachments; only who keeps one adds to it (ACC-025, COM-016)."""

from __future__ import annotations

from django.urls import reverse

from danshu.announcements.lifecycle import AnnouncementStatus
from danshu.announcements.queries import to_attach_to, to_look_at
from danshu.files.holding import holder

KIND = "announcements.announcement"
holder(
    KIND,
    rows=to_look_at,
    rows_to_change=to_attach_to,
    label_of=lambda row: row.title,
    url_of=lambda row: reverse("announcements:announcement", args=[row.pk]),
    is_open=lambda row: row.status != AnnouncementStatus.WITHDRAWN,
)
