"""By which rules approved orders find the person who processes them (ORD-028)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danshu.kit.models import Versioned


class AssignmentRule(Versioned):
    """Orders that meet every condition go to one of the members; an empty condition is met by all orders.

    The rule with the smallest rank that fits and has somebody who may process the order decides.
    """

    class Choose(models.TextChoices):
        TURN = "turn", _("轮流")
        LOAD = "load", _("处理中订单最少的人")

    name = models.CharField(max_length=50)
    rank = models.PositiveSmallIntegerField(default=100)
    is_valid = models.BooleanField(default=True)
    types = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    # of the order's unit or one above it
    units = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # of the customer's address
    provinces = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    # of one of the items, or one above it
    categories = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # a rule for one customer goes with him: without him it would fit everybody
    customer = models.ForeignKey("parties.Customer", models.CASCADE, null=True, related_name="+")
    choose = models.CharField(max_length=10, choices=Choose.choices, default=Choose.TURN)
    # people in the order of their turns
    members = ArrayField(models.BigIntegerField())
    last_given = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(name="assignment_rule_named", condition=~Q(name="")),
            models.CheckConstraint(name="assignment_rule_has_members", condition=Q(members__len__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name
