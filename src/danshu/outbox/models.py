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
    # how many deliveries were written with it, so that a lost one is found
    handlers = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["aggregate", "version"], name="event_aggregate")]

    def __str__(self) -> str:
        return f"{self.name} {self.aggregate}"


class DeliveryState(models.TextChoices):
    """Where a delivery stands; `parked` waits for a person."""

    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"


class Delivery(models.Model):
    """One event for one handler: a broken handler delays nobody else.

    attempts counts tries that ended in an exception; `begun_at` stays set when the process died in the middle, and
    `deaths` counts how often that happened. aggregate repeats the event's, for the order within one aggregate.
    """

    event = models.ForeignKey(OutboxEvent, models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=80)
    aggregate = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=models.Q(state="waiting")),
            models.Index(
                fields=["handler", "aggregate", "event"], name="delivery_order", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["-id"], name="delivery_parked", condition=models.Q(state="parked")),
            models.Index(fields=["done_at"], name="delivery_done", condition=models.Q(state="done")),
        ]
        constraints = [models.UniqueConstraint("event", "handler", name="delivery_unique")]

    def __str__(self) -> str:
        return f"{self.handler} {self.event_id}"
