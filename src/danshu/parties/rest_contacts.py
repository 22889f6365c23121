"""Contacts and delivery addresses through the API (CUS-020, SYS-030)."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Status

from danshu.kit.clock import now
from danshu.kit.rest import (
    KEY_OPTIONAL,
    KEY_REQUIRED,
    Page,
    allowed_to,
    idempotency_key,
    page,
    responses,
)
from danshu.kit.web import ActorRequest
from danshu.parties import permissions as rights
from danshu.parties import queries
from danshu.parties.operations.add_address import add_address
from danshu.parties.operations.add_contact import add_contact
from danshu.parties.operations.delete_contact import delete_contact
from danshu.parties.operations.edit_address import edit_address
from danshu.parties.operations.edit_contact import edit_contact
from danshu.parties.operations.invalidate_contact import invalidate_contact
from danshu.parties.operations.remove_address import remove_address
from danshu.parties.operations.set_primary_contact import set_primary_contact
from danshu.parties.rest_answers import address_out, contact_out
from danshu.parties.rest_outputs import AddressOut, ContactOut
from danshu.parties.rest_shapes import (
    AddressChange,
    AddressIn,
    ContactChange,
    ContactIn,
    ContactQuery,
    Key,
    ReasonIn,
    given,
)

router = Router(tags=["customers"])


# ---- contacts --------------------------------------------------------------------------------------------------------
@router.get("/contacts", response=responses(Page[ContactOut]))
@allowed_to(rights.VIEW_CONTACTS)
def list_contacts(request: ActorRequest, query: Query[ContactQuery]) -> dict[str, Any]:
    """Contacts of customers in the caller's scope, newest first."""
    rows = queries.contacts(request.actor)
    if query.customer_id is not None:
        rows = rows.filter(customer_id=query.customer_id)
    if query.is_valid is not None:
        rows = rows.filter(is_valid=query.is_valid)
    return page(
        queries.matching_contacts(rows, query.q) if query.q.strip() else rows,
        query,
        shape=lambda row: contact_out(request.actor, row),
    )


@router.post("/customers/{customer_id}/contacts", response=responses(ContactOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.EDIT_CONTACTS)
def create_contact(request: ActorRequest, customer_id: Key, payload: ContactIn) -> Status[Any]:
    """Add a contact."""
    made = add_contact.keyed(idempotency_key(request))(
        customer_id=customer_id, values=given(payload, "custom"), custom=payload.custom, actor=request.actor, at=now()
    )
    return Status(201, contact_out(request.actor, queries.contact(request.actor, made.pk)))


@router.get("/contacts/{contact_id}", response=responses(ContactOut))
@allowed_to(rights.VIEW_CONTACTS)
def one_contact(request: ActorRequest, contact_id: Key) -> dict[str, Any]:
    """One contact."""
    return contact_out(request.actor, queries.contact(request.actor, contact_id))


@router.patch("/contacts/{contact_id}", response=responses(ContactOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.EDIT_CONTACTS)
def change_contact(request: ActorRequest, contact_id: Key, payload: ContactChange) -> dict[str, Any]:
    """Change the fields that are sent."""
    edit_contact.keyed(idempotency_key(request, required=False))(
        contact_id=contact_id, changes=given(payload, "custom", "version"), custom=payload.custom, version=payload.version,
        actor=request.actor, at=now(),
    )  # fmt: skip
    return contact_out(request.actor, queries.contact(request.actor, contact_id))


@router.post("/contacts/{contact_id}/primary", response=responses(ContactOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.EDIT_CONTACTS)
def make_primary(request: ActorRequest, contact_id: Key) -> dict[str, Any]:
    """Make it the primary contact of its customer."""
    set_primary_contact.keyed(idempotency_key(request, required=False))(
        contact_id=contact_id, actor=request.actor, at=now()
    )
    return contact_out(request.actor, queries.contact(request.actor, contact_id))


@router.post("/contacts/{contact_id}/invalidate", response=responses(ContactOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.EDIT_CONTACTS)
def withdraw_contact(request: ActorRequest, contact_id: Key, payload: ReasonIn) -> dict[str, Any]:
    """Invalidate a contact."""
    invalidate_contact.keyed(idempotency_key(request, required=False))(
        contact_id=contact_id, reason=payload.reason, actor=request.actor, at=now()
    )
    return contact_out(request.actor, queries.contact(request.actor, contact_id))


@router.post("/contacts/{contact_id}/delete", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.DELETE_CONTACTS)
def remove_contact(request: ActorRequest, contact_id: Key, payload: ReasonIn) -> Status[None]:
    """Remove a contact that no document names."""
    delete_contact.keyed(idempotency_key(request, required=False))(
        contact_id=contact_id, reason=payload.reason, actor=request.actor, at=now()
    )
    return Status(204, None)


# ---- addresses -------------------------------------------------------------------------------------------------------
@router.get("/customers/{customer_id}/addresses", response=responses(list[AddressOut]))
@allowed_to(rights.VIEW_CUSTOMERS)
def list_addresses(request: ActorRequest, customer_id: Key) -> Any:
    """Delivery addresses of a customer, the default first."""
    customer = queries.customer(request.actor, customer_id)
    return [address_out(row) for row in queries.addresses_of(request.actor, customer.pk)]


@router.post("/customers/{customer_id}/addresses", response=responses(AddressOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.EDIT_CUSTOMERS)
def create_address(request: ActorRequest, customer_id: Key, payload: AddressIn) -> Status[Any]:
    """Add a delivery address."""
    made = add_address.keyed(idempotency_key(request))(
        customer_id=customer_id, values=given(payload), actor=request.actor, at=now()
    )
    return Status(201, address_out(queries.address(request.actor, made.pk)))


@router.patch("/addresses/{address_id}", response=responses(AddressOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.EDIT_CUSTOMERS)
def change_address(request: ActorRequest, address_id: Key, payload: AddressChange) -> dict[str, Any]:
    """Change the fields that are sent; is_default true takes the flag from the other one."""
    edit_address.keyed(idempotency_key(request, required=False))(
        address_id=address_id, changes=given(payload, "version"), version=payload.version, actor=request.actor,
        at=now(),
    )  # fmt: skip
    return address_out(queries.address(request.actor, address_id))


@router.delete("/addresses/{address_id}", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.EDIT_CUSTOMERS)
def delete_address(request: ActorRequest, address_id: Key) -> Status[None]:
    """Take an address out of the choice; documents keep their own copy."""
    remove_address.keyed(idempotency_key(request, required=False))(address_id=address_id, actor=request.actor, at=now())
    return Status(204, None)
