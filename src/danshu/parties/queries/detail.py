"""One customer with everything its page shows of this module (CUS-008)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.findings import Finding
from danshu.kit.words import bracketed
from danshu.parties import models
from danshu.parties.building import new_contact
from danshu.parties.cleaning import clean
from danshu.parties.fields import CONTACT_FIELDS, CUSTOMER_FIELDS, INVOICE_FIELDS
from danshu.parties.indexing import derive
from danshu.parties.permissions import REVEAL_CONTACT_DATA, VIEW_CONTACTS, VIEW_CUSTOMERS
from danshu.parties.queries.listing import DERIVED, NAMES, contacts
from danshu.parties.rules import duplicate_findings

PAGE = 100


def customer(actor: Actor, pk: int, *, permission: str = VIEW_CUSTOMERS) -> models.Customer:
    """A customer for its page, contact data as the actor may read it (shown_…). Raises NotFound.

    absorbed_keys: the customers that were taken into it, whose history is its own now (CUS-003).
    """
    absorbed = ArraySubquery(models.Customer.objects.filter(merged_into=OuterRef("pk")).order_by("pk").values("pk"))
    rows = models.Customer.objects.alive().visible_to(actor, permission).shown_to(actor).defer(*DERIVED)
    found: models.Customer | None = rows.with_values().annotate(**NAMES, absorbed_keys=absorbed).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def contacts_of(actor: Actor, customer_id: int) -> Sequence[models.Contact]:
    """Living contacts of a customer the actor sees, the primary one first, invalid ones last; also linked ones."""
    if not actor.can(VIEW_CONTACTS):
        return []
    own = contacts(actor).filter(customer_id=customer_id)
    return list(own.order_by("-is_valid", "-is_primary", "pk")[:PAGE])


def contact_choices(customer_id: int) -> list[tuple[int, str]]:
    """(key, name) of the people who can be named for a customer the actor sees: his own, then linked ones."""
    rows = models.Contact.objects.filter(is_valid=True, deleted_at__isnull=True)
    own = models.Contact.objects.filter(customer_id=customer_id).order_by().values("pk")
    linked = models.ContactLink.objects.filter(customer_id=customer_id).order_by().values("contact_id")
    among = rows.filter(pk__in=own.union(linked, all=True))  # no index answers a condition over both tables
    found = among.order_by("-is_primary", "pk").values_list("pk", "name", "position")[:PAGE]
    return [(pk, f"{name}{bracketed(position) if position else ''}") for pk, name, position in found]


def contact(actor: Actor, pk: int) -> models.Contact:
    """One contact with its customer. Raises NotFound."""
    found: models.Contact | None = contacts(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def addresses_of(actor: Actor, customer_id: int) -> Sequence[models.DeliveryAddress]:
    """Delivery addresses of a customer the actor sees, the default first."""
    rows = models.DeliveryAddress.objects.alive().visible_to(actor, VIEW_CUSTOMERS).shown_to(actor)
    return list(rows.filter(customer_id=customer_id, is_valid=True).order_by("-is_default", "pk")[:PAGE])


def address(actor: Actor, pk: int) -> models.DeliveryAddress:
    """One delivery address with its customer. Raises NotFound."""
    rows = models.DeliveryAddress.objects.alive().visible_to(actor, VIEW_CUSTOMERS).shown_to(actor)
    found: models.DeliveryAddress | None = rows.filter(pk=pk, is_valid=True).select_related("customer").first()
    if found is None:
        raise NotFound
    return found


def invoice_of(actor: Actor, customer_id: int) -> models.InvoiceProfile | None:
    """Invoice data of a customer the actor sees; None when there is none yet."""
    rows = models.InvoiceProfile.objects.visible_to(actor, VIEW_CUSTOMERS).shown_to(actor)
    found: models.InvoiceProfile | None = rows.filter(customer_id=customer_id).first()
    return found


@dataclass(frozen=True, slots=True)
class Revealed:
    """Contact data in full, to be shown once."""

    name: str
    lines: tuple[tuple[str, str], ...]


def revealed_contact_data(actor: Actor, customer_id: int) -> Revealed:
    """All telephone numbers and e-mail addresses of a customer and its contacts.

    Call it only after the operation reveal_contact_data, which logs the look. Raises NotFound out of that right's scope.
    """
    rows = models.Customer.objects.alive().visible_to(actor, REVEAL_CONTACT_DATA).filter(pk=customer_id)
    found = rows.first()
    if found is None:
        raise NotFound
    people = models.Contact.objects.alive().filter(customer=found, is_valid=True).order_by("-is_primary", "pk")
    lines = [(f"{CUSTOMER_FIELDS[n].label}", getattr(found, n)) for n in ("mobile", "phone", "email")]
    for person in people[:PAGE]:
        lines += [
            (f"{person.name} {CONTACT_FIELDS[n].label}", getattr(person, n)) for n in ("mobile", "phone", "email")
        ]
    return Revealed(found.name, tuple((label, text) for label, text in lines if text))


def possible_duplicates(
    *,
    values: dict[str, Any],
    contacts: Sequence[dict[str, Any]],
    invoice: dict[str, Any] | None = None,
    actor: Actor,
    besides: int = 0,
    at: Any,
) -> list[Finding]:
    """Findings for what is being typed, before it is saved; wrong entries are ignored here (CUS-003)."""
    cleaned = clean(CUSTOMER_FIELDS, values).values
    typed = models.Customer(pk=besides or None, **cleaned)
    known = [{name: value for name, value in entry.items() if name in CONTACT_FIELDS} for entry in contacts]
    people = [new_contact(typed, clean(CONTACT_FIELDS, entry).values, actor=actor, at=at) for entry in known]
    for name, content in derive(typed, people).items():
        setattr(typed, name, content)
    tax_number = clean(INVOICE_FIELDS, invoice or {}).values.get("tax_number", "")
    if not (typed.name or typed.contact_keys or tax_number):
        return []
    return duplicate_findings(typed, people, tax_number=tax_number, actor=actor)
