"""Events and their deliveries (INV-O1)."""

from __future__ import annotations

from django.db import models

from danshu.kit.models import AppendOnly


class OutboxEvent(AppendOnly):
    """A fact, written in the transaction that made it true."""

    at = models.DateTimeField()
    name = models.CharField(max_length=80)
    schema = models.PositiveSmallIntegerField(default=1)
    aggregate = models.CharField(max_length=80)
    version = models.IntegerField(default=0)
    actor_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["aggregate", "version"], name="event_aggregate")]


class DeliveryState(models.TextChoices):
    """Where a delivery stands; `parked` waits for a person."""

    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"


class Delivery(models.Model):
    """One event for one handler: a broken handler delays nobody else."""

    event = models.ForeignKey(OutboxEvent, models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=models.Q(state="waiting")),
        ]
        constraints = [models.UniqueConstraint("event", "handler", name="delivery_unique")]
