"""Rules, and what breaks them."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from danshu.kit.actor import Actor
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.validation.hosts import HOSTS
from danshu.validation.kinds import MESSAGE_LENGTH, NAME_LENGTH, Category, FaultState, RuleKind, Severity


def person() -> Any:
    """Somebody of ours."""
    return models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)


class Rule(Versioned):
    """One rule for one field of one kind of record.

    host and field say where and never change, nor does the kind; settings are those of the kind (danshu.validation.rules).
    valid_from: entries are judged from this day on. unit_ids: units whose records it is for, none = all.
    """

    host = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=RuleKind.choices)
    name = models.CharField(max_length=NAME_LENGTH)
    settings = models.JSONField(default=dict, db_default={})
    message = models.CharField(max_length=MESSAGE_LENGTH)
    message_en = models.CharField(max_length=MESSAGE_LENGTH, blank=True, default="")
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.REFUSE)
    valid_from = models.DateField()
    unit_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    is_on = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "name"], name="validation_rule_name_unique"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(message=""), name="validation_rule_named"),
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="validation_rule_kind"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="validation_rule_severity"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> str:
        """Its message in the active language."""
        english = (get_language() or "zh").startswith("en")
        return self.message_en if english and self.message_en else self.message


class FaultQuerySet(ScopedQuerySet["Fault"]):
    """Faults, in the scope of their records."""

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Those of records that exist for the actor, a pair only with both; the permission itself has no scope."""
        reach = Q(pk__in=())
        if not actor.can(permission):
            return self.filter(reach)
        for host in HOSTS.values():
            if actor.can(host.permission):
                seen = host.visible(actor).order_by().values("pk")
                reach |= Q(host=host.kind, record_id__in=seen) & (Q(other_id=0) | Q(other_id__in=seen))
        return self.filter(reach)


class Fault(Versioned):
    """A record that the review found: it breaks a rule, or a standing check speaks of it.

    source: "rule:<key>" or the code of the check; other_id: the second record of a pair, 0 for none. responsible: whose
    record it is, as the last review saw it; assignee: who was asked to correct it. settled_at and settled_by_name: when
    and by whom it was corrected, accepted or dropped; reason: why it was accepted.
    """

    source = models.CharField(max_length=60)
    category = models.CharField(max_length=12, choices=Category.choices)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+")
    host = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    other_id = models.BigIntegerField(default=0)
    number = models.CharField(max_length=60, blank=True, default="")
    label = models.CharField(max_length=200, blank=True, default="")
    other_label = models.CharField(max_length=200, blank=True, default="")
    unit_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=FaultState.choices, default=FaultState.OPEN)
    since_at = models.DateTimeField()
    responsible = person()
    assignee = person()
    assigned_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by_name = models.CharField(max_length=150, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")

    objects = FaultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "record_id", "source", "other_id"], name="validation_fault_once"),
            models.CheckConstraint(condition=Q(state__in=FaultState.values), name="validation_fault_state"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="validation_fault_category"),
            models.CheckConstraint(
                condition=Q(category=Category.RULE, rule__isnull=False) | (~Q(category=Category.RULE) & Q(rule__isnull=True)),
                name="validation_fault_rule",
            ),
            models.CheckConstraint(
                condition=~Q(state=FaultState.ASSIGNED) | Q(assignee__isnull=False), name="validation_fault_assigned"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "assigned"), settled_at__isnull=True)
                | (~Q(state__in=("open", "assigned")) & Q(settled_at__isnull=False)),
                name="validation_fault_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state=FaultState.ACCEPTED) | ~Q(reason=""), name="validation_fault_accepted_why"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "-id"], name="validation_fault_state"),
            models.Index(fields=["assignee", "state"], name="validation_fault_assignee"),
            models.Index(fields=["source", "state"], name="validation_fault_source"),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.host}:{self.record_id}"
