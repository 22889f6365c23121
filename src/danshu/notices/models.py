"""The bell: short messages inside the product; and messages that leave it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from danshu.kit.masking import PrivateEmail
from danshu.kit.models import Versioned
from danshu.kit.refs import SourceRef
from danshu.notices.letters import TEMPLATE_BODY, TEMPLATE_SUBJECT
from danshu.notices.lifecycle import MESSAGE_LIFECYCLE, MessageStatus


class Notice(models.Model):
    """One message for one person, in both languages.

    in_centre: it stands under the bell; mail_due: it is still to be sent by e-mail. Both as the person chose for its kind.
    """

    user = models.ForeignKey("identity.User", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    in_centre = models.BooleanField(default=True, db_default=True)
    mail_due = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_user"),
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["id"], name="notice_mail_due", condition=models.Q(mail_due=True)),
        ]
        constraints = [
            # what the person wants by e-mail only is nothing that he still has to read here
            models.CheckConstraint(name="notice_shown_or_read", condition=Q(in_centre=True) | Q(read_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.text


class NoticeChoice(models.Model):
    """What somebody wants of one kind of notices; without a row: in the centre, not by e-mail (COL-008)."""

    user = models.ForeignKey("identity.User", models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    in_centre = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class MessageTemplate(Versioned):
    """The administrator's own words for a letter in one language; empty ones mean the delivered text (SYS-033)."""

    letter = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=TEMPLATE_SUBJECT, blank=True)
    body = models.CharField(max_length=TEMPLATE_BODY, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "language"], name="message_template_once"),
            models.CheckConstraint(
                name="message_template_whole", condition=(Q(subject="") & Q(body="")) | (~Q(subject="") & ~Q(body=""))
            ),
            models.CheckConstraint(name="message_template_subject", condition=~Q(subject__regex=r"[\r\n]")),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.language}"


class OutgoingMessage(models.Model):
    """One e-mail to somebody outside, exactly as it is sent (ORD-030).

    key: names the e-mail at mail servers, the same each time it is tried; due_at: not before this moment; attempts:
    tries since it was queued (again); secret: what stands in the e-mail instead of SECRET_MARK, sealed, gone once sent. source, label and url: the document it is about. copy_of: what it was sent again from, by hand.
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
    copy_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    # given by the queries for readers
    shown_address: str
    shown_error: str

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at", "id"], name="message_due", condition=Q(status=MessageStatus.QUEUED)),
            models.Index(fields=["-id"], name="message_failed", condition=Q(status=MessageStatus.FAILED)),
            models.Index(fields=["-id"], name="message_held", condition=Q(status=MessageStatus.HELD)),
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
