"""Announcements, the units they address, and who has read and confirmed them (ACC-025)."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from danshu.announcements.lifecycle import ANNOUNCEMENT_LIFECYCLE, AnnouncementStatus
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet

TITLE_LENGTH = 100
CONTENT_LENGTH = 5000


class AnnouncementType(models.TextChoices):
    """What an announcement is about."""

    NOTICE = "notice", pgettext_lazy("公告", "通知")
    MAINTENANCE = "maintenance", pgettext_lazy("公告", "系统维护")
    BUSINESS = "business", pgettext_lazy("公告", "业务")


class Audience(models.TextChoices):
    """Whom it addresses. Retailers, members and distributors join when they have accounts."""

    ALL = "all", pgettext_lazy("公告", "所有人")
    ROLES = "roles", pgettext_lazy("公告", "指定角色")
    UNITS = "units", pgettext_lazy("公告", "指定组织及下级")


class AnnouncementQuerySet(ScopedQuerySet["Announcement"]):
    """Announcements belong to who wrote them and his unit."""


class Announcement(Versioned):
    """What the company tells its people.

    role_codes: the roles it addresses when the audience is roles. round: rises when people are asked anew; a reading
    counts for its round. told_round: the round of which the bell has told.
    """

    title = models.CharField(max_length=TITLE_LENGTH)
    content = models.TextField()
    type = models.CharField(max_length=20, choices=AnnouncementType.choices, default=AnnouncementType.NOTICE)
    audience = models.CharField(max_length=20, choices=Audience.choices, default=Audience.ALL)
    role_codes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    from_date = models.DateField()
    to_date = models.DateField(null=True)
    is_top = models.BooleanField(default=False)
    must_confirm = models.BooleanField(default=False)
    status = models.CharField(max_length=20, choices=AnnouncementStatus.choices, default=AnnouncementStatus.DRAFT)
    round = models.PositiveIntegerField(default=1)
    told_round = models.PositiveIntegerField(default=0)
    owner = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    owner_name = models.CharField(max_length=150)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by_name = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["from_date"], name="announcement_live", condition=Q(status="published")),
            models.Index(fields=["-id"], name="announcement_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(content=""), name="announcement_says_something"),
            models.CheckConstraint(condition=Q(type__in=AnnouncementType.values), name="announcement_type"),
            models.CheckConstraint(
                condition=Q(audience="roles", role_codes__len__gt=0) | (~Q(audience="roles") & Q(role_codes=[])),
                name="announcement_roles",
            ),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="announcement_audience"),
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gte=F("from_date")), name="announcement_days"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_at=None) | (~Q(status="draft") & Q(published_at__isnull=False)),
                name="announcement_published_fact",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at=None)),
                name="announcement_withdrawn_fact",
            ),
            models.CheckConstraint(condition=Q(told_round__lte=F("round")), name="announcement_told_round"),
        ]
        triggers = [ANNOUNCEMENT_LIFECYCLE.trigger()]

    # given by the queries for readers and for publishers
    read_at: datetime | None
    confirmed_at: datetime | None
    read_count: int
    confirmed_count: int

    def __str__(self) -> str:
        return self.title


class AnnouncementUnit(models.Model):
    """A unit that is addressed, with everything below it."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="units")
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("announcement", "unit", name="announcement_unit_unique")]


class Reading(models.Model):
    """A person has read, and perhaps confirmed, one round of an announcement; earlier rounds stay as proof."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="readings")
    user = models.ForeignKey("identity.User", models.CASCADE, related_name="+")
    round = models.PositiveIntegerField()
    read_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("announcement", "user", "round", name="announcement_reading_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("read_at")), name="announcement_confirmed_after"
            ),
        ]
