"""Who looks like the same customer (CUS-003): everybody is compared, but told only what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.functions import Coalesce

from danshu.kit.actor import Actor
from danshu.parties.models import Customer, InvoiceProfile
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
    same_tax_number: bool = False
    same_keys: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        """True when a second one needs a right and a reason."""
        return self.same_licence or self.same_name


def find_duplicates(
    *,
    name_key: str,
    region_key: str,
    licence_number: str,
    contact_keys: Sequence[str],
    tax_number: str = "",
    actor: Actor,
    besides: int = 0,
) -> list[Match]:
    """Valid customers with the same licence number, the same name in the region, or a tax number, a telephone number or
    an e-mail address in common.

    At most ten, the blocking ones first; one statement, one more for a tax number. `besides` is the customer being
    edited. A tax number may stand as another's licence number, which is the same number in China.
    """
    taxed = _with_tax_number(tax_number)
    same_name = Q(name_key=name_key, region_key=region_key) if name_key else Q(pk__in=())
    same_licence = Q(licence_number=licence_number) if licence_number else Q(pk__in=())
    same_keys = Q(contact_keys__overlap=list(contact_keys)) if contact_keys else Q(pk__in=())
    rows = (
        Customer.objects.usable()
        .filter(same_name | same_licence | same_keys | Q(pk__in=taxed))
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
    alike, found = list(rows[:MAX_MATCHES]), []
    seen = _seen(alike, actor)
    for row in alike:
        visible = row.pk in seen
        found.append(
            Match(
                id=row.pk if visible else 0,
                number=row.number if visible else "",
                name=row.name,
                unit_name=row.unit_label,  # type: ignore[attr-defined]
                in_scope=visible,
                same_licence=bool(licence_number) and row.licence_number == licence_number,
                same_name=(row.name_key, row.region_key) == (name_key, region_key),
                same_tax_number=row.pk in taxed,
                same_keys=tuple(sorted(set(contact_keys) & set(row.contact_keys))),
            )
        )
    return found


def _with_tax_number(number: str) -> set[int]:
    if not number:
        return set()
    invoiced = InvoiceProfile.objects.filter(tax_number=number).values_list("customer_id", flat=True)
    licensed = Customer.objects.usable().filter(licence_number=number).values_list("pk", flat=True)
    return set(invoiced.union(licensed)[: MAX_MATCHES * 10])


def _seen(rows: Sequence[Customer], actor: Actor) -> set[int]:
    """Those that exist for the actor; asked only when his data scope does not hold all of them."""
    scope = actor.scope(VIEW_CUSTOMERS)
    inside = {row.pk for row in rows if scope.covers(unit_id=row.unit_id, owner_id=row.owner_id)}
    if len(inside) == len(rows):
        return inside
    keys = [row.pk for row in rows]
    return set(Customer.objects.filter(pk__in=keys).visible_to(actor, VIEW_CUSTOMERS).values_list("pk", flat=True))
