"""Who may see which dealings: those of the customers within his reach (ACC-022, CUS-027)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Q

from danshu.activities.permissions import SEE_CONFIDENTIAL
from danshu.kit.actor import Actor
from danshu.kit.querysets import M, ScopedQuerySet
from danshu.parties.queries import customer_keys

if TYPE_CHECKING:
    from danshu.activities.models.communication import Communication  # noqa: F401 - named in the bases
    from danshu.activities.models.plan import Plan  # noqa: F401 - named in the bases


class DealingQuerySet(ScopedQuerySet[M]):
    """Rows that belong to a customer and share whatever opens him: unit, owner, sharing."""

    scope_unit, scope_owner = "customer__unit_id", "customer__owner_id"

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Those of living customers that the permission reaches."""
        return self.filter(customer__in=customer_keys(actor, permission))


class CommunicationQuerySet(DealingQuerySet["Communication"]):
    """Communications."""

    def alive(self) -> Self:
        """Not deleted."""
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Those of the customers in reach; confidential ones for the author, who was there, and managers only."""
        rows = super().visible_to(actor, permission)
        if actor.is_system:
            return rows
        own = Q(author_id=actor.user_id) | Q(responsible_id=actor.user_id)
        managed = Q(customer__in=customer_keys(actor, SEE_CONFIDENTIAL)) if actor.can(SEE_CONFIDENTIAL) else Q()
        return rows.filter(Q(is_confidential=False) | own | managed)


class PlanQuerySet(DealingQuerySet["Plan"]):
    """Plans."""
