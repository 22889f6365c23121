"""Groups of contacts (CUS-021)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from danshu.kit.actor import Actor
from danshu.kit.models import Versioned
from danshu.kit.querysets import ScopedQuerySet


class ContactGroupQuerySet(ScopedQuerySet["ContactGroup"]):
    """Groups that exist for somebody."""

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """One's own and the public ones; nothing without the permission itself."""
        if not actor.can(permission):
            return self.none()
        return self if actor.is_system else self.filter(Q(is_public=True) | Q(owner_id=actor.user_id))


class ContactGroup(Versioned):
    """A list of contacts, for mailings and for finding them. A public one is used by all, a private one by its owner."""

    name = models.CharField(max_length=50)
    owner = models.ForeignKey("identity.User", models.PROTECT, null=True, related_name="+", db_index=False)
    owner_name = models.CharField(max_length=150, blank=True, default="")
    is_public = models.BooleanField(default=False)
    remark = models.CharField(max_length=500, blank=True, default="")

    objects = ContactGroupQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="contact_group_name_unique", nulls_distinct=False),
            models.CheckConstraint(condition=~Q(name=""), name="contact_group_named"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupedContact(models.Model):
    """A contact in a group; he may be in several."""

    group = models.ForeignKey(ContactGroup, models.CASCADE, related_name="members", db_index=False)
    contact = models.ForeignKey("parties.Contact", models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["group", "contact"], name="contact_group_once")]
        indexes = [models.Index(fields=["contact", "group"], name="contact_group_contact")]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.contact_id}"
