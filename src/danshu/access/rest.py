"""User groups and teams through the API (ACC-024, SYS-030)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from danshu.access.groups import group_in_scope, groups_in_scope, members_of
from danshu.access.models import UserGroup
from danshu.access.operations.edit_group import (
    GroupData,
    add_group_members,
    create_group,
    edit_group,
    invalidate_group,
    remove_group_members,
)
from danshu.access.permissions import GROUP_EDIT, GROUP_VIEW
from danshu.kit.clock import now
from danshu.kit.days import BusinessDay
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

router = Router(tags=["groups and teams"])
NO_NUL = r"^[^\x00]*$"
Key = Annotated[int, Field(ge=1, le=2**62)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class GroupIn(Input):
    """A group in full; type: group, sales_team or service_team. role_ids: left out, the roles stay as they are."""

    name: OneLine = Field(min_length=1, max_length=50)
    type: OneLine = Field("group", max_length=20)
    leader_id: Key | None = None
    unit_id: Key | None = None
    description: str = Field("", max_length=500, pattern=NO_NUL)
    valid_from: BusinessDay | None = None
    valid_to: BusinessDay | None = None
    role_ids: list[Key] | None = Field(None, max_length=100)

    def data(self) -> GroupData:
        """What the operations take."""
        return GroupData(**self.model_dump(exclude={"role_ids", "version"}))


class GroupChange(GroupIn):
    """The group as it shall be; `version` is the one that was read."""

    version: Version | None = None


class MembersIn(Input):
    """People by their numbers."""

    user_ids: list[Key] = Field(min_length=1, max_length=500)


class GroupInvalidationIn(Input):
    """Why."""

    reason: str = Field("", max_length=500, pattern=NO_NUL)


class GroupMemberOut(Schema):
    """Somebody who is in a group, or was until `to_at`."""

    user_id: int
    full_name: str
    from_at: datetime
    to_at: datetime | None


class UserGroupOut(Schema):
    """A group or team."""

    id: int
    name: str
    type: str
    leader_id: int | None
    unit_id: int | None
    description: str
    valid_from: date | None
    valid_to: date | None
    is_valid: bool
    role_ids: list[int]
    member_ids: list[int]
    version: int


def _out(row: UserGroup) -> dict[str, Any]:
    names = [name for name in UserGroupOut.model_fields if name not in ("role_ids", "member_ids")]
    return {
        **{name: getattr(row, name) for name in names},
        "role_ids": sorted(link.role_id for link in row.roles.all()),
        "member_ids": sorted(member.user_id for member in row.members.all() if member.to_at is None),
    }


def _one(request: ActorRequest, pk: int, permission: str) -> dict[str, Any]:
    return _out(group_in_scope(pk, request.actor, permission))


def _key(request: ActorRequest) -> str:
    return idempotency_key(request, required=False)


@router.get("/groups", response=responses(Page[UserGroupOut]))
@allowed_to(GROUP_VIEW)
def list_groups(request: ActorRequest, query: Query[PageQuery]) -> dict[str, Any]:
    """Groups and teams in the caller's scope, the newest first."""
    rows = groups_in_scope(request.actor, GROUP_VIEW).prefetch_related("roles", "members")
    return page(rows, query, shape=_out)


@router.post("/groups", response=responses(UserGroupOut, 201), openapi_extra=KEY_REQUIRED)
@allowed_to(GROUP_EDIT)
def new_group(request: ActorRequest, payload: GroupIn) -> Status[Any]:
    """Add a group; roles need the right to grant them."""
    made = create_group.keyed(idempotency_key(request))(
        data=payload.data(), role_ids=payload.role_ids or (), actor=request.actor, at=now()
    )
    return Status(201, _out(UserGroup.objects.get(pk=made.pk)))


@router.get("/groups/{group_id}", response=responses(UserGroupOut))
@allowed_to(GROUP_VIEW)
def one_group(request: ActorRequest, group_id: Key) -> dict[str, Any]:
    """One group."""
    return _one(request, group_id, GROUP_VIEW)


@router.put("/groups/{group_id}", response=responses(UserGroupOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(GROUP_EDIT)
def change_group(request: ActorRequest, group_id: Key, payload: GroupChange) -> dict[str, Any]:
    """Change a group."""
    edit_group.keyed(_key(request))(
        group_id=group_id, seen_version=payload.version, data=payload.data(), role_ids=payload.role_ids,
        actor=request.actor, at=now(),
    )  # fmt: skip
    return _one(request, group_id, GROUP_EDIT)


@router.get("/groups/{group_id}/members", response=responses(list[GroupMemberOut]))
@allowed_to(GROUP_VIEW)
def list_group_members(request: ActorRequest, group_id: Key) -> list[dict[str, Any]]:
    """Who is in it, and who was."""
    rows = members_of(group_in_scope(group_id, request.actor, GROUP_VIEW))
    return [
        {"user_id": m.user_id, "full_name": m.user.full_name, "from_at": m.from_at, "to_at": m.to_at}
        for m in rows[:1000]
    ]


@router.post("/groups/{group_id}/members", response=responses(UserGroupOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(GROUP_EDIT)
def join_group(request: ActorRequest, group_id: Key, payload: MembersIn) -> dict[str, Any]:
    """Let people be members from now on, all of them or none."""
    add_group_members.keyed(_key(request))(group_id=group_id, user_ids=payload.user_ids, actor=request.actor, at=now())
    return _one(request, group_id, GROUP_EDIT)


@router.post("/groups/{group_id}/members/remove", response=responses(UserGroupOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(GROUP_EDIT)
def leave_group(request: ActorRequest, group_id: Key, payload: MembersIn) -> dict[str, Any]:
    """End memberships at once."""
    remove_group_members.keyed(_key(request))(
        group_id=group_id, user_ids=payload.user_ids, actor=request.actor, at=now()
    )
    return _one(request, group_id, GROUP_EDIT)


@router.post("/groups/{group_id}/invalidate", response=responses(UserGroupOut), openapi_extra=KEY_OPTIONAL)
@allowed_to(GROUP_EDIT)
def end_group(request: ActorRequest, group_id: Key, payload: GroupInvalidationIn) -> dict[str, Any]:
    """Let it give nothing any more."""
    invalidate_group.keyed(_key(request))(group_id=group_id, reason=payload.reason, actor=request.actor, at=now())
    return _one(request, group_id, GROUP_EDIT)
