"""Nobody gives what he does not have; somebody always administers (SEC-A2, ACC-005, ACC-019)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.access.delivered import ADMINISTRATOR
from danshu.access.groups import roles_of
from danshu.access.models import DataScope, Role, UserGrant, UserRole
from danshu.access.permissions import BEYOND_OWN, GRANT_EDIT
from danshu.identity.permissions import API_KEY
from danshu.kit.actor import Actor
from danshu.kit.constraints import explain
from danshu.kit.errors import DomainError, FieldErrors, FieldProblem
from danshu.kit.locks import lock_slot
from danshu.kit.permissions import CATALOGUE, Level, label_of
from danshu.kit.words import listed, with_count

ADMINISTRATION = ("access.", "identity.")


class GrantBeyondOwn(DomainError):
    """Granting a right or a scope that the grantor does not have himself."""

    code, status = "grant_beyond_own", 403
    message = gettext_lazy("不能授予自己没有的权限：%(rights)s")
    way_out = gettext_lazy("由拥有这些权限的人或系统管理员授予")


class PersonBeyondOwn(DomainError):
    """Taking in hand the account of somebody who may do more."""

    code, status = "person_beyond_own", 403
    message = gettext_lazy("这个用户拥有您没有的权限：%(rights)s")
    way_out = gettext_lazy("由拥有这些权限的人或系统管理员操作")


class OwnRights(DomainError):
    """Nobody changes his own roles."""

    code = "own_rights"
    message = gettext_lazy("不能修改自己的角色和权限")
    way_out = gettext_lazy("由另一位系统管理员修改")


class LastAdministrator(DomainError):
    """The last active system administrator keeps account and role."""

    code = "last_administrator"
    message = gettext_lazy("这是最后一位在用的系统管理员，不能停用、删除或取消其角色")
    way_out = gettext_lazy("先让另一个人成为系统管理员")


class AdministratorRole(DomainError):
    """The role of the system administrator cannot be deleted or reduced."""

    code = "administrator_role"
    message = gettext_lazy("系统管理员角色不能删除、停用或缩减")
    way_out = gettext_lazy("需要较小的权限时，复制这个角色再修改副本")


class RoleInUse(DomainError):
    """A role still assigned to people."""

    code = "role_in_use"
    message = with_count("角色「%(name)s」还分配给 %(count)s 个用户，不能删除")
    way_out = gettext_lazy("先给这些用户换一个角色")


class RoleInGroups(DomainError):
    """A role that a group still holds."""

    code = "role_in_groups"
    message = gettext_lazy("角色「%(name)s」还分配给用户组或团队：%(groups)s，不能删除")
    way_out = gettext_lazy("先从这些用户组或团队取消该角色")


class GroupNameTaken(DomainError):
    """Another valid group has this name."""

    code, status = "group_name_taken", 422
    message = gettext_lazy("已有同名的用户组或团队")
    way_out = gettext_lazy("换一个名称")

    def __init__(self) -> None:
        super().__init__(field="name")


class GroupInvalid(DomainError):
    """A group that is invalid can only be viewed (COM-005)."""

    code = "group_invalid"
    message = gettext_lazy("「%(name)s」已失效，失效数据只能查看")
    way_out = gettext_lazy("需要时新建用户组或团队")


class AdministratorInGroup(DomainError):
    """Who administers the system is named one by one, so that somebody always does."""

    code, status = "administrator_in_group", 422
    message = gettext_lazy("用户组和团队不能有系统管理员角色")
    way_out = gettext_lazy("在用户页面逐个分配系统管理员")

    def __init__(self) -> None:
        super().__init__(field="roles")


class RoleCodeTaken(DomainError):
    """Another role has this code."""

    code, status = "role_code_taken", 422
    message = gettext_lazy("角色编码已被使用")
    way_out = gettext_lazy("换一个编码")

    def __init__(self) -> None:
        super().__init__(field="code")


class RoleNameTaken(DomainError):
    """Another role has this name."""

    code, status = "role_name_taken", 422
    message = gettext_lazy("角色名称已被使用")
    way_out = gettext_lazy("换一个名称")

    def __init__(self) -> None:
        super().__init__(field="name")


explain("access_role_code_key", RoleCodeTaken)
explain("access_role_name_key", RoleNameTaken)
explain("user_group_name_unique", GroupNameTaken)


def require_may_grant(
    actor: Actor, codes: Iterable[str], scope: str | None = None, unit_ids: Sequence[int] = ()
) -> None:
    """Raise GrantBeyondOwn unless the actor holds the rights and reaches the scope himself (SEC-A2).

    Scopes that follow the person who gets them are limited by whom the actor may grant to at all.
    """
    if actor.is_system or actor.can(BEYOND_OWN):
        return
    missing = [label_of(code) for code in codes if not actor.can(code)]
    own = actor.scope(GRANT_EDIT)
    too_wide = scope == DataScope.ALL and not own.everything
    too_wide = too_wide or any(not own.covers(unit_id=unit_id, owner_id=None) for unit_id in unit_ids)
    if too_wide:
        missing.append(_("超出自己数据范围的记录"))
    if missing:
        raise GrantBeyondOwn(rights=listed(missing[:5]))


def require_not_above(actor: Actor, user_id: int, only_administration: bool) -> None:
    """Raise PersonBeyondOwn when the person, be he disabled, may do or see what the actor may not (SEC-A2).

    only_administration: regardless of rights to do business.
    """
    if actor.is_system or actor.can(BEYOND_OWN):
        return
    grants = UserGrant.objects.filter(user_id=user_id).values_list("permission", "is_denied", "data_scope")
    denied = {code for code, is_denied, _scope in grants if is_denied}
    held = [(code, scope) for code, is_denied, scope in grants if not is_denied]
    roles = roles_of(user_id).filter(is_valid=True)
    held += roles.filter(permissions__isnull=False).values_list("permissions__permission", "data_scope")
    beyond = {
        code
        for code, scope in held
        if code not in denied
        and (not only_administration or _administers(code))
        and (not actor.can(code) or (scope == DataScope.ALL and not actor.scope(code).everything))
    }
    if beyond:
        raise PersonBeyondOwn(rights=listed([label_of(code) for code in sorted(beyond)[:5]]))


def _administers(code: str) -> bool:
    known = CATALOGUE.get(code)
    changes = known is not None and known.level != Level.VIEW and code != API_KEY
    return changes and code.startswith(ADMINISTRATION)


def require_known(codes: Iterable[str], field: str = "permissions") -> None:
    """Raise FieldErrors for permissions that nobody declares."""
    unknown = [code for code in codes if code not in CATALOGUE]
    if unknown:
        text = _("没有这个权限：%(code)s") % {"code": unknown[0][:80]}
        raise FieldErrors([FieldProblem(field, "unknown", text)])


def lock_administrators() -> None:
    """Let only one operation at a time take an administrator away; until the end of the transaction."""
    lock_slot("access.administrators")


def require_an_administrator(*, but: int | None = None) -> None:
    """Raise LastAdministrator unless somebody active (but this person) holds the role; under lock_administrators."""
    holders = UserRole.objects.filter(role__code=ADMINISTRATOR, role__is_valid=True, user__is_active=True)
    if not holders.exclude(user_id=but or 0).exists():
        raise LastAdministrator


def is_administrator(user_id: int) -> bool:
    """True when the person holds the role of the system administrator."""
    return UserRole.objects.filter(user_id=user_id, role__code=ADMINISTRATOR).exists()


def require_not_reduced(role: Role, *, scope: str, is_valid: bool, codes: Iterable[str]) -> None:
    """Raise AdministratorRole when this is that role and it would lose something."""
    if role.code != ADMINISTRATOR:
        return
    held = set(role.permissions.values_list("permission", flat=True))
    if not is_valid or scope != DataScope.ALL or held - set(codes):
        raise AdministratorRole
