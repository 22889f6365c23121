"""Dealings that are to happen (CUS-030)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from danshu.activities.lifecycle import OPEN_PLANS, PLAN_LIFECYCLE, PlanStatus
from danshu.activities.models.communication import Communication, person, text, value
from danshu.activities.models.querysets import PlanQuerySet
from danshu.activities.models.setting import PlanSetting
from danshu.kit.models import Versioned


class Priority(models.TextChoices):
    """What comes first."""

    HIGH = "high", pgettext_lazy("优先级", "高")
    NORMAL = "normal", pgettext_lazy("优先级", "普通")
    LOW = "low", pgettext_lazy("优先级", "低")


class Plan(Versioned):
    """A planned contact; carried out it becomes a communication (`record`).

    origin: the communication whose "next date" made it. setting, occasion and round: which rule made it, for which
    occurrence of its event, and the how manieth it is; together unique, so that nothing is generated twice.
    """

    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey("parties.Contact", models.PROTECT, null=True, related_name="+")
    plan_type = value(null=False)
    title = models.CharField(max_length=50)
    planned_at = models.DateTimeField()
    duration_minutes = models.PositiveSmallIntegerField(null=True)
    type = value()
    responsible = person()
    content = text(500)
    place = text(100)
    priority = models.CharField(max_length=10, choices=Priority.choices, default=Priority.NORMAL)
    status = models.CharField(max_length=20, choices=PlanStatus.choices, default=PlanStatus.PLANNED)
    remind_minutes = models.PositiveIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    record = models.OneToOneField(Communication, models.PROTECT, null=True, related_name="plan")
    origin = models.OneToOneField(Communication, models.PROTECT, null=True, related_name="next_plan")
    setting = models.ForeignKey(PlanSetting, models.PROTECT, null=True, related_name="plans")
    occasion = text(100)
    round = models.PositiveSmallIntegerField(default=0)
    cancel_reason = text(500)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="plan_titled"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="plan_priority"),
            models.CheckConstraint(
                condition=Q(status=PlanStatus.DONE, record__isnull=False)
                | (~Q(status=PlanStatus.DONE) & Q(record__isnull=True)),
                name="plan_done_by_record",
            ),
            models.UniqueConstraint(
                fields=["setting", "customer", "occasion", "round"], condition=Q(setting__isnull=False),
                name="plan_generated_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["customer", "planned_at"], name="plan_customer"),
            models.Index(fields=["responsible", "planned_at"], name="plan_responsible"),
            models.Index(fields=["planned_at", "id"], name="plan_open", condition=Q(status__in=OPEN_PLANS)),
            models.Index(
                F("planned_at"), name="plan_to_remind",
                condition=Q(status__in=OPEN_PLANS, reminded_at__isnull=True),
            ),
        ]  # fmt: skip
        triggers = [PLAN_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return self.title
