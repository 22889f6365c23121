"""How many customers carry a tag or a value (CUS-011, CUS-012)."""

from __future__ import annotations

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


def customers_by(actor: Actor, field: str) -> dict[int, int]:
    """Key of a dictionary value -> number of valid customers with it that exist for the actor."""
    rows = Customer.objects.usable().visible_to(actor, VIEW_CUSTOMERS).filter(**{f"{field}__isnull": False})
    return dict(rows.order_by().values_list(field).annotate(number=Count("pk")))


def number_with(field: str, value_id: int) -> int:
    """How many customers have a value, whoever asks, invalid ones too."""
    return Customer.objects.alive().filter(**{field: value_id}).count()
