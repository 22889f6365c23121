"""The bin itself: each entry carries a whole object graph out of the live tables and back (ORD-043)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet
from danshu.kit.refs import SourceRef


class ExactDecoder(json.JSONDecoder):
    """Amounts come back to the digit, never as binary fractions."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": Decimal})


class EntryState(models.TextChoices):
    """An entry leaves the bin once, one way or the other."""

    KEPT = "kept", _("在回收站")
    RESTORED = "restored", _("已恢复")
    PURGED = "purged", _("已永久删除")


class Entry(models.Model):
    """One deleted record.

    payload: the rows of its graph per table; facts: what its deletion released, for words in both languages; refs: the
    records that must stay as long as this can come back. After restore or purge the payload is gone; after a purge
    also what names people.
    """

    kind = models.CharField(max_length=40)
    root_id = models.BigIntegerField()
    label = models.CharField(max_length=60)
    title = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    status = models.CharField(max_length=30, blank=True)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    deleted_at = models.DateTimeField()
    deleted_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    deleted_by_name = models.CharField(max_length=150)
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    facts = models.JSONField(default=dict)
    payload = models.JSONField(default=dict, decoder=ExactDecoder)
    refs = ArrayField(models.TextField(), default=list)
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.KEPT)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=150, blank=True)
    missing = ArrayField(models.TextField(), default=list)

    objects = ScopedQuerySet["Entry"].as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "root_id"], condition=Q(state="kept"), name="entry_kept_once"),
            models.CheckConstraint(
                name="entry_ended_fact",
                condition=Q(state="kept", ended_at__isnull=True) | (~Q(state="kept") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(name="entry_payload_gone", condition=Q(state="kept") | Q(payload={})),
        ]
        indexes = [
            models.Index(fields=["state", "-deleted_at"], name="entry_by_day"),
            models.Index(fields=["kind", "label"], name="entry_by_label"),
            GinIndex(fields=["refs"], name="entry_refs", condition=Q(state="kept")),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def ref(self) -> SourceRef:
        """The record that lies here."""
        return SourceRef(self.kind, self.root_id)


class Application(Versioned):
    """Somebody without the right asks for a record to come back (恢复申请, ORD-043)."""

    class State(models.TextChoices):
        PENDING = "pending", _("待处理")
        APPROVED = "approved", _("已恢复")
        REFUSED = "refused", _("已拒绝")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="applications")
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    asked_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    asked_by_name = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=150, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(state="pending"), name="application_pending_once"),
            models.CheckConstraint(
                name="application_decided_fact",
                condition=Q(state="pending", decided_at__isnull=True)
                | (~Q(state="pending") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.asked_by_name}"


class CleanupRule(Versioned):
    """What is proposed for the bin, and when (ORD-045)."""

    class Every(models.TextChoices):
        MONTH = "month", _("每月 1 日")
        WEEK = "week", _("每周一")
        HAND = "hand", _("只手动运行")

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    types = ArrayField(models.CharField(max_length=20), default=list)
    statuses = ArrayField(models.CharField(max_length=20))
    older_than_days = models.PositiveSmallIntegerField()
    every = models.CharField(max_length=10, choices=Every.choices, default=Every.MONTH)
    is_valid = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="cleanup_age", condition=Q(older_than_days__gte=1, older_than_days__lte=3650)),
            models.CheckConstraint(name="cleanup_statuses", condition=~Q(statuses=[])),
        ]

    def __str__(self) -> str:
        return self.name


class CleanupRun(models.Model):
    """One run of a rule: the log of what it found and of what a person decided."""

    rule = models.ForeignKey(CleanupRule, models.PROTECT, related_name="runs")
    day = models.DateField()
    by_hand = models.BooleanField(default=False)
    run_at = models.DateTimeField()
    run_by_name = models.CharField(max_length=150)
    found = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    closed_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "day"], condition=Q(by_hand=False), name="cleanup_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.day}"


class Proposal(models.Model):
    """One record that a run proposes to delete."""

    class State(models.TextChoices):
        OPEN = "open", _("待确认")
        DELETED = "deleted", _("已删除")
        REFUSED = "refused", _("没有删除")
        LEFT = "left", _("保留")

    run = models.ForeignKey(CleanupRun, models.CASCADE, related_name="proposals")
    root_id = models.BigIntegerField()
    label = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    status = models.CharField(max_length=30)
    since = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "root_id"], name="proposed_once")]

    def __str__(self) -> str:
        return self.label
