"""What was said and done with a customer (CUS-025, CUS-026)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from danshu.activities.models.querysets import CommunicationQuerySet
from danshu.custom_fields.storing import custom_index, custom_values
from danshu.kit.models import Versioned
from danshu.kit.refs import SourceRef


def text(length: int) -> models.CharField[str, str]:
    """A text that is never null."""
    return models.CharField(max_length=length, blank=True, default="")


def value(*, null: bool = True) -> Any:
    """A value of a dictionary."""
    return models.ForeignKey("dictionaries.Value", models.PROTECT, null=null, related_name="+", db_index=False)


def person(*, null: bool = False) -> Any:
    """Somebody of ours."""
    return models.ForeignKey("identity.User", models.PROTECT, null=null, related_name="+", db_index=False)


class Direction(models.TextChoices):
    """Who began it."""

    OUT = "out", pgettext_lazy("交流方向", "我方发起")
    IN = "in", pgettext_lazy("交流方向", "客户发起")


class Communication(Versioned):
    """One contact with a customer.

    form and counts: what the type stated when it was recorded; a type that is changed later changes no history.
    source: the document it is about. message: the e-mail that carried it. is_late: entered too long after it happened.
    """

    customer = models.ForeignKey("parties.Customer", models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey("parties.Contact", models.PROTECT, null=True, related_name="+")
    relation = value()
    type = value(null=False)
    form = models.CharField(max_length=20)
    counts = models.BooleanField()
    happened_at = models.DateTimeField()
    duration_minutes = models.PositiveSmallIntegerField(null=True)
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.OUT)
    responsible = person()
    products = models.ManyToManyField("catalog.Item", related_name="+")
    hot_spot = value()
    intention = value()
    status = value()
    content = models.TextField()
    feedback = text(1000)
    result = text(500)
    next_step = text(500)
    place = text(100)
    participants = text(200)
    is_confidential = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    source_kind = text(60)
    source_id = models.BigIntegerField(null=True)
    message = models.OneToOneField("notices.OutgoingMessage", models.PROTECT, null=True, related_name="+")
    author = person(null=True)
    author_name = models.CharField(max_length=150)
    deleted_at = models.DateTimeField(null=True)
    deleted_by_name = text(150)
    custom = custom_values()
    search_tokens = ArrayField(models.TextField(), default=list)

    objects = CommunicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(content=""), name="communication_says_something"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="communication_direction"),
            models.CheckConstraint(condition=Q(happened_at__lte=F("created_at")), name="communication_not_ahead"),
            models.CheckConstraint(
                condition=Q(source_kind="", source_id__isnull=True) | (~Q(source_kind="") & Q(source_id__isnull=False)),
                name="communication_source",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-happened_at", "-id"], name="communication_customer"),
            models.Index(fields=["responsible", "-happened_at"], name="communication_responsible"),
            models.Index(fields=["-happened_at", "-id"], name="communication_newest"),
            models.Index(fields=["type", "-happened_at"], name="communication_type"),
            models.Index(fields=["source_kind", "source_id"], name="communication_source", condition=~Q(source_kind="")),
            GinIndex(fields=["search_tokens"], name="communication_search", fastupdate=False),
        ]  # fmt: skip
        triggers = custom_index("activities.communication")

    def __str__(self) -> str:
        return self.content[:30]

    @property
    def source(self) -> SourceRef | None:
        """The document it is about."""
        return SourceRef(self.source_kind, self.source_id) if self.source_id is not None else None
