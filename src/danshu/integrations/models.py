"""Receivers, and what was sent to them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from danshu.integrations.lifecycle import DISPATCH_LIFECYCLE, DispatchStatus, Kind
from danshu.kit.models import Versioned


class Endpoint(Versioned):
    """A receiver. url and secret of a robot are keys to somebody's chat: they are stored sealed.

    events: names of the events that it gets; generation: rises when the signing key of a webhook is made anew.
    """

    name = models.CharField(max_length=50, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    host = models.CharField(max_length=253)
    sealed_url = models.TextField()
    sealed_secret = models.TextField(blank=True)
    generation = models.PositiveIntegerField(default=1)
    events = ArrayField(models.CharField(max_length=80))
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="endpoint_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="endpoint_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Dispatch(models.Model):
    """One event for one receiver; written by a trigger in the transaction of the event (INV-O1).

    attempts: tries since it was queued (again); begun_at stays set when the process died while it was sending.
    """

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="dispatches")
    event = models.ForeignKey("outbox.OutboxEvent", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    aggregate = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=DispatchStatus.choices, default=DispatchStatus.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="dispatch_due", condition=Q(status="waiting")),
            models.Index(fields=["endpoint", "-id"], name="dispatch_endpoint"),
            models.Index(fields=["endpoint", "aggregate", "id"], name="dispatch_order", condition=Q(status="waiting")),
            models.Index(fields=["endpoint", "sent_at"], name="dispatch_rate", condition=Q(status="sent")),
        ]
        constraints = [
            models.UniqueConstraint("endpoint", "event", name="dispatch_once"),
            models.CheckConstraint(name="dispatch_status", condition=Q(status__in=DispatchStatus.values)),
            models.CheckConstraint(name="dispatch_sent_fact", condition=~Q(status="sent") | Q(sent_at__isnull=False)),
        ]
        triggers = [DISPATCH_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return f"{self.name} {self.aggregate}"
