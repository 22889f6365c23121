"""Rules that act by themselves, and each of their runs (SYS-029)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from danshu.automation.lifecycle import RUN_LIFECYCLE, RunStatus, Trigger
from danshu.kit.actor import Actor
from danshu.kit.models import Versioned
from danshu.validation.hosts import HOSTS

NAME_LENGTH, NOTE_LENGTH, OUTCOME_LENGTH = 50, 500, 1000


class Rule(Versioned):
    """What happens by itself when something happens, or when a date is reached.

    host: the kind of record it is about; event: for Trigger.EVENT; date_field and offset_days (before the date when
    negative): for Trigger.DATE. conditions: see danshu.validation.asking, all have to be met. actions: [{"code", and the
    settings of the action}], done in this order, all or none. keeper: who switched it on and hears when it is stopped.
    """

    name = models.CharField(max_length=NAME_LENGTH, unique=True)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True, default="")
    host = models.CharField(max_length=60)
    trigger = models.CharField(max_length=10, choices=Trigger.choices)
    event = models.CharField(max_length=80, blank=True, default="")
    date_field = models.CharField(max_length=60, blank=True, default="")
    offset_days = models.SmallIntegerField(default=0)
    conditions = models.JSONField(default=list, db_default=[])
    actions = models.JSONField(default=list, db_default=[])
    is_on = models.BooleanField(default=False)
    on_since = models.DateTimeField(null=True)
    keeper = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="automation_rule_named"),
            models.CheckConstraint(
                condition=(Q(trigger=Trigger.EVENT, date_field="") & ~Q(event=""))
                | (Q(trigger=Trigger.DATE, event="") & ~Q(date_field="")),
                name="automation_rule_trigger",
            ),
            models.CheckConstraint(
                condition=Q(is_on=True, on_since__isnull=False) | Q(is_on=False, on_since__isnull=True),
                name="automation_rule_since",
            ),
        ]
        indexes = [models.Index(fields=["event"], name="automation_rule_event", condition=Q(is_on=True))]

    def __str__(self) -> str:
        return self.name


class RunQuerySet(models.QuerySet["Run"]):
    """Runs, in the scope of their records."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of records that exist for the actor; who sees all of a kind also those of records that are gone."""
        reach = Q(pk__in=())
        for host in HOSTS.values():
            if actor.scope(host.permission).everything:
                reach |= Q(subject_kind=host.kind)
            elif actor.can(host.permission):
                reach |= Q(subject_kind=host.kind, subject_id__in=host.visible(actor).order_by().values("pk"))
        return self.filter(reach)


class Run(models.Model):
    """One rule for one event, or for one record on one date: there is never a second one (INV-O1).

    Written by a trigger in the transaction of the event. occasion: "" for an event, else the date reached, or the moment
    when somebody let it run by hand. cause: the run whose actions brought the event about; depth: how many runs led to
    this one. fits: True once the record was found to fit, before another rule of the same event changed it. attempts: tries that ended in an exception; begun_at stays set when the process died in the middle.
    """

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="runs")
    event = models.ForeignKey("outbox.OutboxEvent", models.PROTECT, null=True, related_name="+", db_index=False)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    label = models.CharField(max_length=200, blank=True, default="")
    occasion = models.CharField(max_length=60, blank=True, default="")
    cause = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    depth = models.PositiveSmallIntegerField(default=0)
    fits = models.BooleanField(null=True)
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=OUTCOME_LENGTH, blank=True, default="")
    outcome_en = models.CharField(max_length=OUTCOME_LENGTH, blank=True, default="")

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "event"], name="automation_run_once"),
            models.UniqueConstraint(
                fields=["rule", "subject_id", "occasion"],
                condition=Q(event__isnull=True),
                name="automation_run_occasion",
            ),
            models.CheckConstraint(condition=Q(status__in=RunStatus.values), name="automation_run_status"),
            models.CheckConstraint(
                condition=Q(status=RunStatus.WAITING, ended_at__isnull=True)
                | (~Q(status=RunStatus.WAITING) & Q(ended_at__isnull=False)),
                name="automation_run_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="automation_run_due", condition=Q(status=RunStatus.WAITING)),
            models.Index(fields=["rule", "-id"], name="automation_run_rule"),
            models.Index(fields=["rule", "subject_id", "-ended_at"], name="automation_run_rate"),
            models.Index(F("event"), name="automation_run_event"),
            models.Index(fields=["status", "-id"], name="automation_run_state"),
        ]
        triggers = [RUN_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return self.label or f"{self.subject_kind}:{self.subject_id}"


class Turn(models.Model):
    """How late a rule last chose somebody of a team, counted: the next one is who waits longest."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="+")
    user = models.ForeignKey("identity.User", models.CASCADE, related_name="+", db_index=False)
    place = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "user"], name="automation_turn_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.user_id}"
