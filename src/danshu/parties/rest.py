"""Customers through the API: the same operations, scope and shortened contact data as on the pages (SYS-030)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from ninja import Query, Router, Status

from danshu.kit.clock import now
from danshu.kit.findings import warnings
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
from danshu.parties.operations.change_owner import change_owner
from danshu.parties.operations.change_owners import change_owners
from danshu.parties.operations.classify_customers import classify_customers
from danshu.parties.operations.create_customer import create_customer
from danshu.parties.operations.delete_customer import delete_customer
from danshu.parties.operations.edit_customer import edit_customer
from danshu.parties.operations.invalidate_customer import invalidate_customer
from danshu.parties.operations.invalidate_customers import invalidate_customers
from danshu.parties.operations.restore_customer import restore_customer
from danshu.parties.operations.set_credit import set_credit
from danshu.parties.rest_answers import customer_out
from danshu.parties.rest_contacts import router as parts_router
from danshu.parties.rest_merging import router as merging_router
from danshu.parties.rest_outputs import CreatedOut, CustomerOut, ResultOut
from danshu.parties.rest_shapes import (
    BatchIn,
    ClassifyIn,
    CreditIn,
    CustomerChange,
    CustomerIn,
    CustomerQuery,
    Key,
    OwnerIn,
    OwnersIn,
    ReasonIn,
    RestoreIn,
    given,
)
from danshu.parties.rest_sharing import router as sharing_router
from danshu.parties.widening import wider

router = Router(tags=["customers"])
router.add_router("", parts_router)
router.add_router("", merging_router)
router.add_router("", sharing_router)
EXACT = ("owner_id", "unit_id", "is_valid")
VALUES = ("source", "category", "level", "status")


@router.get("/customers", response=responses(Page[CustomerOut]))
@allowed_to(rights.VIEW_CUSTOMERS)
def list_customers(request: ActorRequest, query: Query[CustomerQuery]) -> dict[str, Any]:
    """Customers in the caller's scope, newest first."""
    actor = request.actor
    rows = _narrowed(queries.customer_list(actor), query)
    return page(rows, query, shape=lambda row: customer_out(actor, row))


@router.post("/customers", response=responses(CreatedOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(rights.CREATE_CUSTOMERS)
def create(request: ActorRequest, payload: CustomerIn) -> Status[Any]:
    """Create a customer with contacts and addresses (CUS-002). Equal name or licence number: 409 with findings."""
    values = given(payload, "contacts", "addresses", "invoice", "custom", "owner_id", "duplicate_reason")
    people = [given(entry) for entry in payload.contacts]
    invoice = given(payload.invoice) if payload.invoice else None
    similar = queries.possible_duplicates(
        values=values, contacts=people, invoice=invoice, actor=request.actor, at=now()
    )
    made = create_customer.keyed(idempotency_key(request))(
        values=values, contacts=people, addresses=[given(entry) for entry in payload.addresses],
        invoice=invoice, custom=payload.custom, owner_id=payload.owner_id,
        duplicate_reason=payload.duplicate_reason, actor=request.actor, at=now(),
    )  # fmt: skip
    return Status(201, {"customer": _answer(request, made.pk), "warnings": [f.as_dict() for f in warnings(similar)]})


@router.post("/customers/invalidate", response=responses(list[ResultOut]), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.INVALIDATE_CUSTOMERS)
def invalidate_many(request: ActorRequest, payload: BatchIn) -> Any:
    """Invalidate several customers; each has its result."""
    return invalidate_customers.keyed(idempotency_key(request, required=False))(
        customer_ids=payload.customer_ids, reason=payload.reason, actor=request.actor, at=now()
    )


@router.post("/customers/change-owner", response=responses(list[ResultOut]), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.CHANGE_OWNER)
def change_owner_of_many(request: ActorRequest, payload: OwnersIn) -> Any:
    """Move several customers to another person; each has its result (CUS-014)."""
    return change_owners.keyed(idempotency_key(request, required=False))(
        **payload.model_dump(), actor=request.actor, at=now()
    )


@router.post("/customers/classify", response=responses(list[ResultOut]), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.EDIT_CUSTOMERS)
def classify_many(request: ActorRequest, payload: ClassifyIn) -> Any:
    """Give several customers another category or level; each has its result (CUS-011)."""
    return classify_customers.keyed(idempotency_key(request, required=False))(
        **payload.model_dump(), actor=request.actor, at=now()
    )


@router.get("/customers/{customer_id}", response=responses(CustomerOut))
@allowed_to(rights.VIEW_CUSTOMERS)
def one_customer(request: ActorRequest, customer_id: Key) -> dict[str, Any]:
    """One customer."""
    return _answer(request, customer_id)


@router.patch("/customers/{customer_id}", response=responses(CustomerOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.EDIT_CUSTOMERS)
def edit(request: ActorRequest, customer_id: Key, payload: CustomerChange) -> dict[str, Any]:
    """Change the fields that are sent; reviewed ones wait, which `awaits_review` of the answer tells (CUS-006)."""
    edit_customer.keyed(idempotency_key(request, required=False))(
        customer_id=customer_id, changes=given(payload, "invoice", "custom", "version", "duplicate_reason"),
        invoice=given(payload.invoice) if payload.invoice else None, custom=payload.custom, version=payload.version,
        duplicate_reason=payload.duplicate_reason, actor=request.actor, at=now(),
    )  # fmt: skip
    return _answer(request, customer_id)


@router.post("/customers/{customer_id}/delete", response=responses(None, 204) | {202: None}, openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.DELETE_CUSTOMERS)
def delete(request: ActorRequest, customer_id: Key, payload: ReasonIn) -> Status[None]:
    """Move a customer without history to the recycle bin (CUS-005); 202 when a review decides about it first (CUS-006)."""
    entry = delete_customer.keyed(idempotency_key(request, required=False))(
        customer_id=customer_id, reason=payload.reason, actor=request.actor, at=now()
    )
    return Status(202 if entry is None else 204, None)


@router.post("/customers/{customer_id}/restore", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.DELETE_CUSTOMERS)
def restore(request: ActorRequest, customer_id: Key, payload: RestoreIn) -> Status[None]:
    """Take a customer out of the recycle bin."""
    restore_customer.keyed(idempotency_key(request, required=False))(
        customer_id=customer_id, duplicate_reason=payload.duplicate_reason, actor=request.actor, at=now()
    )
    return Status(204, None)


@router.post("/customers/{customer_id}/invalidate", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.INVALIDATE_CUSTOMERS)
def invalidate(request: ActorRequest, customer_id: Key, payload: ReasonIn) -> Status[None]:
    """Withdraw a customer from new documents."""
    invalidate_customer.keyed(idempotency_key(request, required=False))(
        customer_id=customer_id, reason=payload.reason, actor=request.actor, at=now()
    )
    return Status(204, None)


@router.post("/customers/{customer_id}/owner", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.CHANGE_OWNER)
def owner(request: ActorRequest, customer_id: Key, payload: OwnerIn) -> Status[None]:
    """Make another person responsible (CUS-014)."""
    change_owner.keyed(idempotency_key(request, required=False))(
        customer_id=customer_id, **payload.model_dump(), actor=request.actor, at=now()
    )
    return Status(204, None)


@router.put("/customers/{customer_id}/credit", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(rights.SET_CREDIT)
def credit(request: ActorRequest, customer_id: Key, payload: CreditIn) -> Status[None]:
    """Set limit, terms and block (CUS-033)."""
    set_credit.keyed(idempotency_key(request, required=False))(
        customer_id=customer_id, **payload.model_dump(), actor=request.actor, at=now()
    )
    return Status(204, None)


def _answer(request: ActorRequest, customer_id: int) -> dict[str, Any]:
    return customer_out(request.actor, queries.customer(request.actor, customer_id))


def _narrowed(rows: QuerySet[Any], query: CustomerQuery) -> QuerySet[Any]:
    exact = {name: value for name in EXACT if (value := getattr(query, name)) is not None}
    chosen = {f"{n}_id__in": wider(n, [key]) for n in VALUES if (key := getattr(query, n)) is not None}
    rows = rows.filter(**exact, **chosen)
    if query.external_code:
        rows = rows.filter(external_code=query.external_code)
    if query.tag:
        rows = rows.filter(tags__contains=[query.tag])
    if query.updated_since:
        rows = rows.filter(updated_at__gte=query.updated_since)
    return queries.matching(rows, query.q)
