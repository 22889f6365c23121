"""Granting roles and single permissions to a person (ACC-004, ACC-020)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from danshu.access.delivered import ADMINISTRATOR
from danshu.access.models import DataScope, Role, UserGrant, UserRole
from danshu.access.permissions import GRANT_EDIT
from danshu.access.rules import (
    OwnRights,
    lock_administrators,
    require_an_administrator,
    require_known,
    require_may_grant,
)
from danshu.identity.operations.create_user import UserData, create_user
from danshu.identity.permissions import USER_CREATE
from danshu.identity.rules.passwords import PreparedPassword
from danshu.identity.store import NoSuchChoice, locked_user
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.operation import operation
from danshu.kit.versions import touch

PERSONAL_SCOPES = frozenset(set(DataScope.values) - {str(DataScope.NAMED_UNITS)})


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One permission for one person: with a data scope, or denied whatever his roles say."""

    permission: str
    scope: str = DataScope.OWN
    is_denied: bool = False


@operation("access.set_user_access", permission=GRANT_EDIT, label=("分配权限", "Grant permissions"))
def set_user_access(
    *,
    user_id: int,
    seen_version: int | None,
    role_ids: Sequence[int],
    grants: Sequence[Grant],
    actor: Actor,
    at: datetime,
) -> int:
    """Make these the roles and the personal grants and denials of a person; the next action already obeys.

    Returns the person's number. Raises NotFound, EditConflict, OwnRights, NoSuchChoice, FieldErrors, GrantBeyondOwn
    for what is added, LastAdministrator.
    """
    user = locked_user(user_id, actor=actor, permission=GRANT_EDIT, seen=seen_version)
    if user.pk == actor.user_id:
        raise OwnRights
    changes = _set_roles(user.pk, set(role_ids), actor) | _set_grants(user.pk, grants, actor)
    if changes:
        user.save(update_fields=list(touch(user, actor=actor, at=at)))
    label = f"{user.full_name}（{user.user_name}）"
    current_context().changed("identity.user", user.pk, label=label, changes=changes)
    return int(user.pk)


@operation("access.add_user", permission=USER_CREATE, label=("添加用户并授权", "Add user with permissions"))
def add_user(
    *,
    user_name: str,
    data: UserData,
    password: PreparedPassword,
    role_ids: Sequence[int] = (),
    grants: Sequence[Grant] = (),
    actor: Actor,
    at: datetime,
) -> Any:
    """Add a person together with his roles and permissions, in one step (ACC-004).

    Raises what create_user and set_user_access raise; Forbidden when rights are given without the right to grant.
    """
    user = create_user.within(user_name=user_name, data=data, password=password, actor=actor, at=at)
    if role_ids or grants:
        actor.require(GRANT_EDIT)
        set_user_access.within(user_id=user.pk, seen_version=None, role_ids=role_ids, grants=grants, actor=actor, at=at)
    return user


def _set_roles(user_id: int, wanted: set[int], actor: Actor) -> dict[str, Any]:
    held = {link.role_id: link.role for link in UserRole.objects.filter(user_id=user_id).select_related("role")}
    added, removed = wanted - held.keys(), held.keys() - wanted
    if not added and not removed:
        return {}
    roles = {role.pk: role for role in Role.objects.filter(pk__in=added, is_valid=True)}
    if roles.keys() != added:
        raise NoSuchChoice(field="roles")
    for role in roles.values():
        codes = list(role.permissions.values_list("permission", flat=True))
        require_may_grant(actor, codes, role.data_scope, list(role.units.values_list("unit_id", flat=True)))
    loses_administration = any(held[pk].code == ADMINISTRATOR for pk in removed)
    if loses_administration:
        lock_administrators()
    UserRole.objects.filter(user_id=user_id, role_id__in=removed).delete()
    UserRole.objects.bulk_create([UserRole(user_id=user_id, role_id=pk) for pk in sorted(added)])
    if loses_administration:
        require_an_administrator()
    before = sorted(role.code for role in held.values())
    after = sorted([role.code for pk, role in held.items() if pk not in removed] + [r.code for r in roles.values()])
    return {"roles": (before, after)}


def _set_grants(user_id: int, grants: Sequence[Grant], actor: Actor) -> dict[str, Any]:
    require_known([grant.permission for grant in grants], "grants")
    if any(grant.scope not in PERSONAL_SCOPES for grant in grants):
        raise NoSuchChoice(field="grants")
    wanted: Mapping[str, Grant] = {grant.permission: grant for grant in grants}
    held = {
        row.permission: Grant(row.permission, row.data_scope, row.is_denied)
        for row in UserGrant.objects.filter(user_id=user_id)
    }
    if wanted == held:
        return {}
    new = [grant for grant in wanted.values() if held.get(grant.permission) != grant]
    lifted = [code for code, grant in held.items() if grant.is_denied and code not in wanted]
    for grant in new:
        if not grant.is_denied:
            require_may_grant(actor, [grant.permission], grant.scope)
    require_may_grant(actor, lifted)
    UserGrant.objects.filter(user_id=user_id).exclude(
        permission__in=wanted.keys() - {g.permission for g in new}
    ).delete()
    UserGrant.objects.bulk_create(
        [UserGrant(user_id=user_id, permission=g.permission, data_scope=g.scope, is_denied=g.is_denied) for g in new]
    )
    return {"grants": (_texts(held.values()), _texts(wanted.values()))}


def _texts(grants: Any) -> list[str]:
    return sorted(f"{'-' if g.is_denied else '+'}{g.permission}{'' if g.is_denied else ':' + g.scope}" for g in grants)
