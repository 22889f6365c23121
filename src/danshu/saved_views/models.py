"""What a list shows, kept under a name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from danshu.kit.models import Versioned


class Audience(models.TextChoices):
    """Who is offered a view."""

    ME = "me"
    ROLE = "role"
    ALL = "all"


class SavedView(Versioned):
    """A named combination of filters, order and columns of one list (COM-002, CUS-007).

    query: the list's own parameters, without a place in it; columns: keys in their order, empty = the list's default;
    role: the code of the role that is offered it, with the audience "role"; opens_first: the list opens with it.
    """

    list_name = models.CharField(max_length=60)
    label = models.CharField(max_length=20)
    query = models.CharField(max_length=1000, blank=True)
    columns = models.JSONField(default=list)
    owner = models.ForeignKey("identity.User", models.CASCADE, related_name="+")
    audience = models.CharField(max_length=4, choices=Audience.choices, default=Audience.ME)
    role = models.CharField(max_length=20, blank=True)
    opens_first = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["list_name", "id"], name="saved_view_list")]
        constraints = [
            models.CheckConstraint(name="saved_view_named", condition=~Q(label="")),
            models.CheckConstraint(name="saved_view_audience", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(name="saved_view_role", condition=Q(audience="role") ^ Q(role="")),
            models.UniqueConstraint("owner", "list_name", "label", name="saved_view_label_unique"),
            models.UniqueConstraint(
                "owner", "list_name", name="saved_view_own_first", condition=Q(opens_first=True, audience="me")
            ),
            models.UniqueConstraint(
                "role", "list_name", name="saved_view_role_first", condition=Q(opens_first=True, audience="role")
            ),
            models.UniqueConstraint(
                "list_name", name="saved_view_company_first", condition=Q(opens_first=True, audience="all")
            ),
        ]

    def __str__(self) -> str:
        return self.label
