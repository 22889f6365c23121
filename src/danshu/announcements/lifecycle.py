"""States of announcements (ACC-025). Whether a published one is shown today is computed from its days."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from danshu.kit.lifecycle import Lifecycle


class AnnouncementStatus(models.TextChoices):
    """What people decided about an announcement."""

    DRAFT = "draft", pgettext_lazy("公告", "草稿")
    PUBLISHED = "published", pgettext_lazy("公告", "已发布")
    WITHDRAWN = "withdrawn", pgettext_lazy("公告", "已撤回")


ANNOUNCEMENT_LIFECYCLE = Lifecycle(
    AnnouncementStatus,
    {
        AnnouncementStatus.DRAFT: frozenset({AnnouncementStatus.PUBLISHED}),
        AnnouncementStatus.PUBLISHED: frozenset({AnnouncementStatus.WITHDRAWN}),
        # final: who wants to say it again copies it, so that the readings of the first one stay what they were
        AnnouncementStatus.WITHDRAWN: frozenset(),
    },
)
