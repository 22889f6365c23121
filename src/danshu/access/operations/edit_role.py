"""Maintaining roles (ACC-019)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from danshu.access.delivered import ADMINISTRATOR
from danshu.access.models import DataScope, Role, RolePermission, RoleUnit, UserRole
from danshu.access.permissions import ROLE_CREATE, ROLE_DELETE, ROLE_EDIT
from danshu.access.rules import (
    AdministratorRole,
    RoleInGroups,
    RoleInUse,
    require_known,
    require_may_grant,
    require_not_reduced,
)
from danshu.identity.rules.fields import check_fields
from danshu.identity.store import require_unit, write
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.versions import require_version, touch
from danshu.kit.words import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleData:
    """What is entered about a role."""

    name: str
    name_en: str = ""
    description: str = ""
    data_scope: str = DataScope.OWN
    permissions: frozenset[str] = frozenset()
    unit_ids: tuple[int, ...] = ()
    allowed_addresses: tuple[str, ...] = ()
    is_valid: bool = True


@operation("access.create_role", permission=ROLE_CREATE, label=("新建角色", "Create role"))
def create_role(*, code: str, data: RoleData, actor: Actor, at: datetime) -> Role:
    """Add a role, also as a copy of another one.

    Raises FieldErrors, RoleCodeTaken, RoleNameTaken, GrantBeyondOwn for rights or a scope the actor does not have.
    """
    check_fields(Role, {"code": code})
    _check(data, actor)
    require_may_grant(actor, data.permissions, data.data_scope, data.unit_ids)
    role = Role.objects.create(code=code, created_at=at, updated_at=at, updated_by_name=actor.name, **_columns(data))
    _add(role, data.permissions)
    _set_units(role, data)
    current_context().changed(
        "access.role", role.pk, label=role.name, changes={"permissions": ([], sorted(data.permissions))}
    )
    return role


@operation("access.edit_role", permission=ROLE_EDIT, label=("修改角色", "Edit role"))
def edit_role(*, role_id: int, seen_version: int | None, data: RoleData, actor: Actor, at: datetime) -> Role:
    """Change a role; its holders have the new rights with their next action.

    Raises NotFound, EditConflict, FieldErrors, RoleNameTaken, AdministratorRole when that role would lose something,
    GrantBeyondOwn for what is added.
    """
    role = _locked(role_id, seen_version)
    _check(data, actor)
    require_not_reduced(role, scope=data.data_scope, is_valid=data.is_valid, codes=data.permissions)
    held = set(role.permissions.values_list("permission", flat=True))
    added, removed = set(data.permissions) - held, held - set(data.permissions)
    wider = data.data_scope if data.data_scope != role.data_scope else None
    units = set(role.units.values_list("unit_id", flat=True))
    require_may_grant(actor, added, wider, [unit for unit in data.unit_ids if unit not in units])
    changes = write(role, _columns(data), actor=actor, at=at)
    has_new_version = bool(changes)
    if added or removed:
        changes["permissions"] = (sorted(removed), sorted(added))
        _add(role, added)
        role.permissions.filter(permission__in=removed).delete()
    if _set_units(role, data):
        changes["units"] = (sorted(units), sorted(data.unit_ids))
    if changes and not has_new_version:
        role.save(update_fields=list(touch(role, actor=actor, at=at)))
    current_context().changed("access.role", role.pk, label=role.name, changes=changes)
    return role


@operation("access.delete_role", permission=ROLE_DELETE, label=("删除角色", "Delete role"))
def delete_role(*, role_id: int, actor: Actor, at: datetime) -> None:
    """Delete a role that nobody holds. Raises NotFound, AdministratorRole, RoleInGroups, RoleInUse with the number of holders."""
    role = _locked(role_id, None)
    if role.code == ADMINISTRATOR:
        raise AdministratorRole
    count = UserRole.objects.filter(role=role).count()
    if count:
        raise RoleInUse(name=role.label, count=count)
    groups = list(role.groups.order_by("group__name").values_list("group__name", flat=True)[:5])
    if groups:
        raise RoleInGroups(name=role.label, groups=listed(groups))
    held = sorted(role.permissions.values_list("permission", flat=True))
    current_context().changed("access.role", role.pk, label=role.name, changes={"permissions": (held, [])})
    role.delete()


def _locked(role_id: int, seen: int | None) -> Role:
    role = lock(Role.objects.filter(pk=role_id)).first()
    if role is None:
        raise NotFound
    require_version(role, seen)
    return role


def _check(data: RoleData, actor: Actor) -> None:
    check_fields(
        Role,
        {
            "name": data.name,
            "name_en": data.name_en,
            "description": data.description,
            "data_scope": data.data_scope,
        },
    )
    require_known(data.permissions)
    if (data.data_scope == DataScope.NAMED_UNITS) != bool(data.unit_ids):
        text = _("数据范围为「指定部门」时选择部门，其他范围不选")
        raise FieldErrors([FieldProblem("units", "units", text)])
    for unit_id in data.unit_ids:
        require_unit(unit_id, actor=actor, permission=ROLE_EDIT, field="units")


def _columns(data: RoleData) -> dict[str, Any]:
    return {
        "name": data.name,
        "name_en": data.name_en,
        "description": data.description,
        "data_scope": data.data_scope,
        "allowed_addresses": list(data.allowed_addresses),
        "is_valid": data.is_valid,
    }


def _add(role: Role, codes: Iterable[str]) -> None:
    RolePermission.objects.bulk_create([RolePermission(role=role, permission=code) for code in sorted(codes)])


def _set_units(role: Role, data: RoleData) -> bool:
    held = set(role.units.values_list("unit_id", flat=True))
    if held == set(data.unit_ids):
        return False
    role.units.all().delete()
    RoleUnit.objects.bulk_create([RoleUnit(role=role, unit_id=unit_id) for unit_id in sorted(set(data.unit_ids))])
    return True
