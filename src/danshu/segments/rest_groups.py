"""Contact groups through the API (CUS-021, SYS-030)."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.kit.clock import now
from danshu.kit.rest import (
    KEY_OPTIONAL,
    KEY_REQUIRED,
    Input,
    OneLine,
    Page,
    PageQuery,
    allowed_to,
    idempotency_key,
    page,
    responses,
)
from danshu.kit.web import ActorRequest
from danshu.parties.queries import contacts
from danshu.parties.rest_answers import contact_out
from danshu.parties.rest_outputs import ContactOut
from danshu.parties.rest_shapes import Key, Text
from danshu.segments.group_queries import group_of, group_rows, grouped
from danshu.segments.operations.create_contact_group import create_contact_group
from danshu.segments.operations.delete_contact_group import delete_contact_group
from danshu.segments.operations.edit_contact_group import edit_contact_group
from danshu.segments.operations.group_contacts import group_contacts
from danshu.segments.operations.ungroup_contacts import ungroup_contacts
from danshu.segments.permissions import GROUP_CONTACTS

router = Router(tags=["segments"])


class ContactGroupIn(Input):
    """A new group of the caller's own."""

    name: OneLine = Field(max_length=100)
    is_public: bool = False
    remark: Text = ""


class ContactGroupChange(Input):
    """Changed fields of a group; `version` is the one that was read."""

    name: OneLine | None = Field(None, max_length=100)
    is_public: bool | None = None
    remark: Text | None = None
    version: int | None = Field(None, ge=1, le=2**31 - 1)


class ContactGroupOut(Schema):
    """A group; contact_count: its contacts in the caller's scope."""

    id: int
    version: int
    name: str
    is_public: bool
    remark: str
    owner_id: int | None
    owner_name: str
    contact_count: int


class GroupedIn(Input):
    """Contacts."""

    contact_ids: list[Key] = Field(min_length=1, max_length=500)


class GroupedOut(Schema):
    """How many joined or left, and how many are in it now."""

    moved: int
    contact_count: int


def _key(request: ActorRequest) -> str:
    return idempotency_key(request, required=False)


def _out(row: Any) -> dict[str, Any]:
    names = ("version", "name", "is_public", "remark", "owner_id", "owner_name", "contact_count")
    return {name: getattr(row, name) for name in names} | {"id": row.pk}


@router.get("/contact-groups", response=responses(Page[ContactGroupOut]))
@allowed_to(GROUP_CONTACTS)
def list_groups(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """The caller's groups and the public ones, newest first."""
    return page(group_rows(request.actor), query, shape=_out)


@router.post("/contact-groups", response=responses(ContactGroupOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(GROUP_CONTACTS)
def make_group(request: ActorRequest, payload: ContactGroupIn) -> Status[Any]:
    """Make an empty group."""
    made = create_contact_group.keyed(idempotency_key(request))(
        values=payload.model_dump(), actor=request.actor, at=now()
    )
    return Status(201, _out(group_of(request.actor, made.pk)))


@router.get("/contact-groups/{contact_group_id}", response=responses(ContactGroupOut))
@allowed_to(GROUP_CONTACTS)
def one_group(request: ActorRequest, contact_group_id: Key) -> dict[str, Any]:
    """One group."""
    return _out(group_of(request.actor, contact_group_id))


@router.patch("/contact-groups/{contact_group_id}", response=responses(ContactGroupOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(GROUP_CONTACTS)
def change_group(request: ActorRequest, contact_group_id: Key, payload: ContactGroupChange) -> dict[str, Any]:
    """Change the fields that are sent."""
    edit_contact_group.keyed(_key(request))(
        contact_group_id=contact_group_id, values=payload.model_dump(exclude_unset=True, exclude={"version"}),
        version=payload.version, actor=request.actor, at=now(),
    )  # fmt: skip
    return _out(group_of(request.actor, contact_group_id))


@router.delete("/contact-groups/{contact_group_id}", response=responses(None, 204), openapi_extra=KEY_OPTIONAL)
@allowed_to(GROUP_CONTACTS)
def drop_group(request: ActorRequest, contact_group_id: Key) -> Status[None]:
    """Delete a group; its contacts stay."""
    delete_contact_group.keyed(_key(request))(contact_group_id=contact_group_id, actor=request.actor, at=now())
    return Status(204, None)


@router.get("/contact-groups/{contact_group_id}/contacts", response=responses(Page[ContactOut]))
@allowed_to(GROUP_CONTACTS)
def list_grouped(request: ActorRequest, contact_group_id: Key, query: Query[PageQuery]) -> dict[str, Any]:
    """The contacts of a group in the caller's scope, contact data as he may read it."""
    found = group_of(request.actor, contact_group_id)
    rows = contacts(request.actor).filter(pk__in=grouped([found.pk]))
    return page(rows, query, shape=lambda row: contact_out(request.actor, row))


@router.post("/contact-groups/{contact_group_id}/contacts", response=responses(GroupedOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(GROUP_CONTACTS)
def put_into_group(request: ActorRequest, contact_group_id: Key, payload: GroupedIn) -> dict[str, Any]:
    """Put contacts into a group."""
    moved = group_contacts.keyed(_key(request))(
        contact_group_id=contact_group_id, contact_ids=payload.contact_ids, actor=request.actor, at=now()
    )
    return {"moved": moved, "contact_count": group_of(request.actor, contact_group_id).contact_count}


@router.post(
    "/contact-groups/{contact_group_id}/contacts/remove", response=responses(GroupedOut), openapi_extra=KEY_OPTIONAL
)
@allowed_to(GROUP_CONTACTS)
def take_from_group(request: ActorRequest, contact_group_id: Key, payload: GroupedIn) -> dict[str, Any]:
    """Take contacts out of a group."""
    moved = ungroup_contacts.keyed(_key(request))(
        contact_group_id=contact_group_id, contact_ids=payload.contact_ids, actor=request.actor, at=now()
    )
    return {"moved": moved, "contact_count": group_of(request.actor, contact_group_id).contact_count}
