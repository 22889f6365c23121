"""The bell: short messages inside the product; and messages that leave it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from danshu.kit.masking import PrivateEmail
from danshu.kit.refs import SourceRef
from danshu.notices.lifecycle import MESSAGE_LIFECYCLE, MessageStatus


class Notice(models.Model):
    """One message for one person, in both languages."""

    user = models.ForeignKey("identity.User", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_user"),
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.text


class OutgoingMessage(models.Model):
    """One e-mail to somebody outside, exactly as it is sent (ORD-030).

    key: names the e-mail at mail servers, the same each time it is tried; due_at: not before this moment; attempts:
    tries since it was queued (again); secret: what stands in the e-mail instead of SECRET_MARK, sealed, gone once sent. source, label and url: the document it is about.
    """

    class Channel(models.TextChoices):
        EMAIL = "email"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    recipient = models.CharField(max_length=100, blank=True)
    address = PrivateEmail()
    subject = models.CharField(max_length=150)
    body = models.TextField()
    secret = models.CharField(max_length=300, blank=True, default="", db_default="")
    language = models.CharField(max_length=10)
    source_kind = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    label = models.CharField(max_length=60)
    url = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=MessageStatus.choices, default=MessageStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+")
    created_by_name = models.CharField(max_length=150)

    # given by the queries for readers
    shown_address: str
    shown_error: str

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at", "id"], name="message_due", condition=Q(status=MessageStatus.QUEUED)),
            models.Index(fields=["-id"], name="message_failed", condition=Q(status=MessageStatus.FAILED)),
            models.Index(fields=["source_kind", "source_id", "-id"], name="message_source"),
        ]
        constraints = [
            models.CheckConstraint(name="message_channel", condition=Q(channel="email")),
            models.CheckConstraint(name="message_address", condition=Q(address__contains="@")),
            models.CheckConstraint(name="message_says_something", condition=~Q(subject="") & ~Q(body="")),
            # a line break would begin another header
            models.CheckConstraint(
                name="message_one_line_heads",
                condition=~Q(subject__regex=r"[\r\n]") & ~Q(recipient__regex=r"[\r\n]") & ~Q(address__regex=r"\s"),
            ),
            models.CheckConstraint(
                name="message_sent_fact",
                condition=Q(status=MessageStatus.SENT, sent_at__isnull=False)
                | (~Q(status=MessageStatus.SENT) & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="message_failed_fact",
                condition=~Q(status=MessageStatus.FAILED) | (Q(attempts__gt=0) & ~Q(last_error="")),
            ),
        ]
        triggers = [MESSAGE_LIFECYCLE.trigger()]

    def __str__(self) -> str:
        return f"{self.label} {self.subject}"

    @property
    def source(self) -> SourceRef:
        """The document that it is about."""
        return SourceRef(self.source_kind, self.source_id)
