"""The tags that customers carry (CUS-012)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import CharField, Count, F, Func

from danshu.kit.actor import Actor
from danshu.parties.models import Customer
from danshu.parties.permissions import VIEW_CUSTOMERS


def tag_counts(actor: Actor, limit: int = 500) -> list[tuple[str, int]]:
    """(tag, number of valid customers with it) among those that exist for the actor, the most used first."""
    each = Func(F("tags"), function="unnest", output_field=CharField())
    rows = Customer.objects.usable().visible_to(actor, VIEW_CUSTOMERS).order_by().annotate(tag=each)
    counted = rows.values("tag").annotate(number=Count("pk")).order_by("-number", "tag")
    return list(counted.values_list("tag", "number")[:limit])


def tags_of(customer_id: int) -> Sequence[str]:
    """The tags of a customer that the caller may see."""
    found = Customer.objects.filter(pk=customer_id).values_list("tags", flat=True).first()
    return found or ()
