"""Rules that make plans by themselves (CUS-029)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from danshu.activities.models.communication import person, value
from danshu.kit.models import Versioned


class Trigger(models.TextChoices):
    """What a rule waits for."""

    CUSTOMER_CREATED = "customer_created", pgettext_lazy("计划设置", "客户建档")
    STATUS_CHANGED = "status_changed", pgettext_lazy("计划设置", "客户状态变更")
    ORDER_COMPLETED = "order_completed", pgettext_lazy("计划设置", "订单完成")


class PlanSetting(Versioned):
    """How plans of a type are made: after which event, when, how often, for whom.

    categories, levels, statuses: dictionary values that the customer must have one of; empty = any. repeats counts all
    plans of one event. responsible: a named person; without one the customer's owner. switched_on_at: events from then on count.
    """

    plan_type = value(null=False)
    title = models.CharField(max_length=50)
    type = value()
    trigger = models.CharField(max_length=20, choices=Trigger.choices)
    categories = ArrayField(models.BigIntegerField(), default=list, blank=True)
    levels = ArrayField(models.BigIntegerField(), default=list, blank=True)
    statuses = ArrayField(models.BigIntegerField(), default=list, blank=True)
    first_after_days = models.PositiveSmallIntegerField()
    repeat_every_days = models.PositiveSmallIntegerField(null=True)
    repeats = models.PositiveSmallIntegerField(default=1)
    remind_minutes = models.PositiveIntegerField(default=0)
    responsible = person(null=True)
    switched_on_at = models.DateTimeField(null=True)
    is_on = models.BooleanField(default=False)
    is_valid = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="plan_setting_titled"),
            models.CheckConstraint(condition=Q(trigger__in=Trigger.values), name="plan_setting_trigger"),
            models.CheckConstraint(
                condition=Q(repeats__gte=1, repeats__lte=50)
                & (Q(repeats=1) | Q(repeat_every_days__gte=1)) & Q(first_after_days__lte=3650),
                name="plan_setting_rhythm",
            ),
            models.CheckConstraint(
                condition=Q(is_on=False) | Q(is_valid=True, switched_on_at__isnull=False), name="plan_setting_on_is_valid"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title
