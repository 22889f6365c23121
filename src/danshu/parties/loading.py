"""Finding and locking the customer an operation is about, always in the actor's scope (CC-2, CC-4)."""

from __future__ import annotations

from collections.abc import Sequence

from danshu.kit.actor import Actor
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock
from danshu.kit.versions import require_version
from danshu.parties.errors import InvalidRecord
from danshu.parties.models import Contact, Customer, DeliveryAddress


def locked_customer(
    customer_id: int, *, actor: Actor, permission: str, version: int | None = None, even_invalid: bool = False
) -> Customer:
    """The customer, locked until the transaction ends. Its lock also guards its contacts and addresses.

    Raises NotFound (also out of scope or in the bin), EditConflict for another version, InvalidRecord.
    """
    rows = Customer.objects.alive().visible_to(actor, permission).filter(pk=customer_id)
    customer = lock(rows).first()
    if customer is None:
        raise NotFound
    require_version(customer, version)
    if not (customer.is_valid or even_invalid):
        raise InvalidRecord(label=customer.name)
    return customer


def locked_contact(
    contact_id: int, *, actor: Actor, permission: str, version: int | None = None
) -> tuple[Customer, Contact]:
    """A contact with its customer, the customer locked first (lock order). Raises as locked_customer."""
    customer_id = _customer_of(Contact, contact_id)
    customer = locked_customer(customer_id, actor=actor, permission=permission)
    contact = lock(Contact.objects.filter(pk=contact_id, customer=customer, deleted_at__isnull=True)).first()
    if contact is None:
        raise NotFound
    require_version(contact, version)
    if not contact.is_valid:
        raise InvalidRecord(label=contact.name)
    return customer, contact


def locked_address(
    address_id: int, *, actor: Actor, permission: str, version: int | None = None
) -> tuple[Customer, DeliveryAddress]:
    """A delivery address with its customer, the customer locked first. Raises as locked_customer."""
    customer_id = _customer_of(DeliveryAddress, address_id)
    customer = locked_customer(customer_id, actor=actor, permission=permission)
    rows = DeliveryAddress.objects.filter(pk=address_id, customer=customer, deleted_at__isnull=True, is_valid=True)
    address = lock(rows).first()
    if address is None:
        raise NotFound
    require_version(address, version)
    return customer, address


def living_contacts(customer: Customer) -> Sequence[Contact]:
    """Contacts that can be chosen, the primary one first."""
    rows = Contact.objects.filter(customer=customer, is_valid=True, deleted_at__isnull=True)
    return list(rows.order_by("-is_primary", "pk"))


def _customer_of(model: type[Contact] | type[DeliveryAddress], pk: int) -> int:
    customer_id = model.objects.filter(pk=pk).values_list("customer_id", flat=True).first()
    if customer_id is None:
        raise NotFound
    return int(customer_id)
