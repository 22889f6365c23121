"""Working hours, holidays and exchanged working days, as data (SYS-002)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from danshu.kit.models import Versioned


class DayKind(models.TextChoices):
    """What a marked day is; unmarked days follow the weekdays."""

    HOLIDAY = "holiday", _("休息日")
    WORKING = "working", _("工作日")


class DaySource(models.TextChoices):
    """Where a mark comes from; what a person marked is never overwritten."""

    PUBLISHED = "published", _("国务院公布的安排")
    PERSON = "person", _("手工标记")


class CalendarDay(models.Model):
    """One marked day of the company, or of one unit."""

    date = models.DateField()
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=DayKind.choices)
    name = models.CharField(max_length=50, blank=True)
    source = models.CharField(max_length=10, choices=DaySource.choices, default=DaySource.PERSON)

    class Meta:
        constraints = [
            models.UniqueConstraint("date", "unit", name="calendar_day_unique", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"


class CalendarYear(models.Model):
    """A year whose holidays are known; `is_complete` once the exchanged working days are known too."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    is_complete = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.year)


class WorkingWeek(Versioned):
    """Working weekdays (1 = Monday) and hours of the company, or of one unit. Without a row: Mon-Fri 9:00-18:00."""

    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    weekdays = models.JSONField(default=list)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("unit", name="working_week_unique", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="working_week_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.opens}-{self.closes}"
