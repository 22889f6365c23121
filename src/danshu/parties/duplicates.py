"""Who looks like the same customer (CUS-003): everybody is compared, but told only what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.functions import Coalesce

from danshu.kit.actor import Actor
from danshu.parties.models import Customer
from danshu.parties.permissions import VIEW_CUSTOMERS

MAX_MATCHES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A customer that may be the same. Out of scope: only name and units are filled (id 0, no number)."""

    id: int
    number: str
    name: str
    unit_name: str
    in_scope: bool
    same_licence: bool
    same_name: bool
    same_keys: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        """True when a second one needs a right and a reason."""
        return self.same_licence or self.same_name


def find_duplicates(
    *, name_key: str, region_key: str, licence_number: str, contact_keys: Sequence[str], actor: Actor, besides: int = 0
) -> list[Match]:
    """Valid customers with the same licence number, the same name in the region, or a number or e-mail address in common.

    At most ten, the blocking ones first; one statement. `besides` is the customer being edited.
    """
    same_name = Q(name_key=name_key, region_key=region_key) if name_key else Q(pk__in=())
    same_licence = Q(licence_number=licence_number) if licence_number else Q(pk__in=())
    same_keys = Q(contact_keys__overlap=list(contact_keys)) if contact_keys else Q(pk__in=())
    rows = (
        Customer.objects.usable()
        .filter(same_name | same_licence | same_keys)
        .exclude(pk=besides)
        .annotate(
            blocks=Case(
                When(same_name | same_licence, then=Value(True)), default=Value(False), output_field=BooleanField()
            ),
            unit_label=Coalesce("unit__name", Value("")),
        )
        .order_by("-blocks", "pk")
        .only("number", "name", "name_key", "region_key", "licence_number", "contact_keys", "owner_id", "unit_id")
    )
    scope = actor.scope(VIEW_CUSTOMERS)
    found = []
    for row in rows[:MAX_MATCHES]:
        visible = scope.covers(unit_id=row.unit_id, owner_id=row.owner_id)
        found.append(
            Match(
                id=row.pk if visible else 0,
                number=row.number if visible else "",
                name=row.name,
                unit_name=row.unit_label,  # type: ignore[attr-defined]
                in_scope=visible,
                same_licence=bool(licence_number) and row.licence_number == licence_number,
                same_name=(row.name_key, row.region_key) == (name_key, region_key),
                same_keys=tuple(sorted(set(contact_keys) & set(row.contact_keys))),
            )
        )
    return found
