"""Segments and who is in them (CUS-012)."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from danshu.kit.actor import Actor
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.parties.guards import not_merged
from danshu.parties.permissions import VIEW_CUSTOMERS
from danshu.parties.queries import customer_keys

COUNT = """
    UPDATE segments_segment s SET member_count = s.member_count {sign} moved.n FROM (
        SELECT segment_id, count(*) AS n FROM {rows} GROUP BY segment_id
    ) moved WHERE s.id = moved.segment_id;
    RETURN NULL;"""


class Segment(Versioned):
    """A group of customers.

    conditions: [{fact, op, value, months}] (danshu.segments.conditions), all of them or any (is_all). A dynamic one
    follows them by itself; a static one keeps who was put in. member_count: triggers on the members keep it, whoever
    writes them. computed_at: when the conditions were last held against all customers.
    """

    name = models.CharField(max_length=50, unique=True)
    remark = models.CharField(max_length=500, blank=True, default="")
    is_dynamic = models.BooleanField()
    is_all = models.BooleanField(default=True)
    conditions = models.JSONField(default=list, blank=True)
    member_count = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField(null=True)
    created_by_name = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="segment_named"),
            models.CheckConstraint(
                condition=Q(is_dynamic=False) | ~Q(conditions=[]), name="segment_dynamic_conditions"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(ScopedQuerySet["Member"]):
    """Members, in the scope of their customers."""

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Those whose customers exist for the actor; nothing without the permission itself."""
        if not actor.can(permission):
            return self.none()
        return self.filter(customer_id__in=customer_keys(actor, VIEW_CUSTOMERS))


class Member(models.Model):
    """A customer in a segment."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="members", db_index=False)
    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", db_index=False)
    since_at = models.DateTimeField()

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["segment", "customer"], name="segment_member_once")]
        indexes = [
            models.Index(fields=["customer", "segment"], name="segment_member_customer"),
            models.Index(fields=["segment", "-id"], name="segment_member_newest"),
        ]
        triggers = [
            not_merged("customer_id"),
            pgtrigger.Trigger(
                name="joined", level=pgtrigger.Statement, operation=pgtrigger.Insert, when=pgtrigger.After,
                referencing=pgtrigger.Referencing(new="joined"), func=COUNT.format(sign="+", rows="joined"),
            ),
            pgtrigger.Trigger(
                name="left", level=pgtrigger.Statement, operation=pgtrigger.Delete, when=pgtrigger.After,
                referencing=pgtrigger.Referencing(old="gone"), func=COUNT.format(sign="-", rows="gone"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.customer_id}"
