"""Maintaining user groups and teams (ACC-024)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from danshu.access.delivered import ADMINISTRATOR
from danshu.access.models import GroupMember, GroupRole, GroupType, Role, UserGroup
from danshu.access.permissions import GRANT_EDIT, GROUP_EDIT
from danshu.access.rules import AdministratorInGroup, GroupInvalid, OwnRights, require_may_grant
from danshu.identity.rules.fields import check_fields
from danshu.identity.store import Changes, NoSuchChoice, require_colleague, require_unit, write
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch

KIND = "access.group"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupData:
    """What is entered about a group; its members and roles come apart."""

    name: str
    type: str = GroupType.GROUP
    leader_id: int | None = None
    unit_id: int | None = None
    description: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@operation("access.create_group", permission=GROUP_EDIT, label=("新建用户组或团队", "Create a group or team"))
def create_group(*, data: GroupData, role_ids: Sequence[int] = (), actor: Actor, at: datetime) -> UserGroup:
    """Add a group without members, with the roles that its members will have.

    Raises FieldErrors, NoSuchChoice, GroupNameTaken; Forbidden, GrantBeyondOwn, AdministratorInGroup for the roles.
    """
    _check(data, actor)
    group = UserGroup.objects.create(created_at=at, updated_at=at, updated_by_name=actor.name, **asdict(data))
    changes: Changes = {"name": (None, group.name), "type": (None, str(group.type))}
    if role_ids:
        changes |= _set_roles(group, set(role_ids), actor)
    current_context().changed(KIND, group.pk, label=group.name, changes=changes)
    return group


@operation("access.edit_group", permission=GROUP_EDIT, label=("修改用户组或团队", "Edit a group or team"))
def edit_group(
    *,
    group_id: int,
    seen_version: int | None,
    data: GroupData,
    role_ids: Sequence[int] | None = None,
    actor: Actor,
    at: datetime,
) -> UserGroup:
    """Change a group; its members obey with their next action. role_ids: None leaves the roles as they are.

    Raises NotFound, EditConflict, GroupInvalid, FieldErrors, NoSuchChoice, GroupNameTaken; for changed roles Forbidden
    without the right to grant, GrantBeyondOwn, AdministratorInGroup, OwnRights for a member.
    """
    group = locked_group(group_id, actor=actor, seen=seen_version)
    _check(data, actor)
    changes = write(group, asdict(data), actor=actor, at=at)
    has_new_version = bool(changes)
    if role_ids is not None:
        changes |= _set_roles(group, set(role_ids), actor)
    if changes and not has_new_version:
        group.save(update_fields=list(touch(group, actor=actor, at=at)))
    current_context().changed(KIND, group.pk, label=group.name, changes=changes)
    return group


@operation("access.add_group_members", permission=GROUP_EDIT, label=("添加成员", "Add members"))
def add_group_members(*, group_id: int, user_ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """Let people be members from now on, all of them or none; who is in it already stays. Returns how many are new.

    Raises NotFound, GroupInvalid, NoSuchChoice for somebody not active; where the group holds roles also Forbidden
    without the right to grant, GrantBeyondOwn, OwnRights for the actor himself.
    """
    group = locked_group(group_id, actor=actor)
    held = set(group.members.filter(to_at=None).values_list("user_id", flat=True))
    wanted = sorted(set(user_ids) - held)
    for user_id in wanted:
        require_colleague(user_id, field="users")
    if not wanted:
        return 0
    _require_may_give(group, wanted, actor)
    GroupMember.objects.bulk_create(
        [GroupMember(group=group, user_id=pk, from_at=at, added_by_name=actor.name) for pk in wanted]
    )
    _members_changed(group, held, held | set(wanted), actor, at)
    return len(wanted)


@operation("access.remove_group_members", permission=GROUP_EDIT, label=("移出成员", "Remove members"))
def remove_group_members(*, group_id: int, user_ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """End memberships at once; that they were stays on record. Returns how many ended. Raises NotFound, GroupInvalid."""
    group = locked_group(group_id, actor=actor)
    held = set(group.members.filter(to_at=None).values_list("user_id", flat=True))
    gone = held & set(user_ids)
    if gone:
        _end(group, gone, at)
        _members_changed(group, held, held - gone, actor, at)
    return len(gone)


@operation("access.invalidate_group", permission=GROUP_EDIT, label=("失效用户组或团队", "Invalidate a group or team"))
def invalidate_group(*, group_id: int, reason: str = "", actor: Actor, at: datetime) -> UserGroup:
    """The group gives nothing to anybody any more; its memberships end, its history stays (COM-005).

    Raises NotFound, GroupInvalid.
    """
    group = locked_group(group_id, actor=actor)
    members = set(group.members.filter(to_at=None).values_list("user_id", flat=True))
    _end(group, members, at)
    changes = write(group, {"is_valid": False}, actor=actor, at=at)
    if members:
        changes["members"] = (sorted(members), [])
    current_context().changed(KIND, group.pk, label=group.name, changes=changes, reason=reason)
    return group


def locked_group(group_id: int, *, actor: Actor, seen: int | None = None) -> UserGroup:
    """A valid group, locked. Raises NotFound (also out of scope), EditConflict, GroupInvalid."""
    group = lock(UserGroup.objects.visible_to(actor, GROUP_EDIT).filter(pk=group_id)).first()
    if group is None:
        raise NotFound
    require_version(group, seen)
    if not group.is_valid:
        raise GroupInvalid(name=group.name)
    return group


def _check(data: GroupData, actor: Actor) -> None:
    values = {name: getattr(data, name) for name in ("name", "type", "description")}
    check_fields(UserGroup, values | {"type": str(data.type)})
    if data.valid_from and data.valid_to and data.valid_to < data.valid_from:
        raise FieldErrors([FieldProblem("valid_to", "before_start", _("结束日期不能早于开始日期"))])
    require_unit(data.unit_id, actor=actor, permission=GROUP_EDIT)
    require_colleague(data.leader_id, field="leader_id")


def _set_roles(group: UserGroup, wanted: set[int], actor: Actor) -> Changes:
    held = {link.role_id: link.role.code for link in group.roles.select_related("role")}
    if wanted == held.keys():
        return {}
    actor.require(GRANT_EDIT)
    if group.members.filter(to_at=None, user_id=actor.user_id or 0).exists():
        raise OwnRights
    roles = {role.pk: role for role in Role.objects.filter(pk__in=wanted - held.keys(), is_valid=True)}
    if roles.keys() != wanted - held.keys():
        raise NoSuchChoice(field="roles")
    if any(role.code == ADMINISTRATOR for role in roles.values()):
        raise AdministratorInGroup
    _require_roles(roles.values(), actor)
    group.roles.filter(role_id__in=held.keys() - wanted).delete()
    GroupRole.objects.bulk_create([GroupRole(group=group, role_id=pk) for pk in sorted(roles)])
    after = [code for pk, code in held.items() if pk in wanted] + [role.code for role in roles.values()]
    return {"roles": (sorted(held.values()), sorted(after))}


def _require_may_give(group: UserGroup, user_ids: Sequence[int], actor: Actor) -> None:
    """Who makes somebody a member of a group with roles grants them."""
    roles = list(Role.objects.filter(groups__group=group))
    if not roles:
        return
    actor.require(GRANT_EDIT)
    if actor.user_id in user_ids:
        raise OwnRights
    _require_roles(roles, actor)


def _require_roles(roles: Iterable[Role], actor: Actor) -> None:
    for role in roles:
        codes = list(role.permissions.values_list("permission", flat=True))
        require_may_grant(actor, codes, role.data_scope, list(role.units.values_list("unit_id", flat=True)))


def _end(group: UserGroup, user_ids: set[int], at: datetime) -> None:
    for member in lock(GroupMember.objects.filter(group=group, user_id__in=user_ids, to_at=None)):
        member.to_at = max(at, member.from_at)
        member.save(update_fields=["to_at"])


def _members_changed(group: UserGroup, before: set[int], after: set[int], actor: Actor, at: datetime) -> None:
    group.save(update_fields=list(touch(group, actor=actor, at=at)))
    changes = {"members": (sorted(before), sorted(after))}
    current_context().changed(KIND, group.pk, label=group.name, changes=changes)
