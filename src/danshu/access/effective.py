"""Which rights a person has, and where each comes from (ACC-020)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from danshu.access.groups import group_roles_of
from danshu.access.models import DataScope, Role, RolePermission, UserGrant
from danshu.identity.queries import user_in_scope
from danshu.kit.actor import Actor
from danshu.kit.permissions import CATALOGUE, Permission, is_own_only


@dataclass(frozen=True, slots=True)
class Origin:
    """One source of a right: a role or a personal grant, with its data scope."""

    source: str
    scope: str


@dataclass(slots=True)
class EffectiveRight:
    """A permission with everything that grants it; a denial overrides all of that."""

    permission: Permission
    origins: list[Origin] = field(default_factory=list)
    is_denied: bool = False


def effective_rights(user_id: int, *, actor: Actor, permission: str) -> list[EffectiveRight]:
    """The rights of a person, also those that a denial takes away, in the order of the catalogue.

    Raises NotFound when the person is out of the actor's scope.
    """
    user_in_scope(user_id, actor, permission)
    origins: defaultdict[str, list[Origin]] = defaultdict(list)
    roles = Role.objects.filter(holders__user_id=user_id, is_valid=True)
    for held in RolePermission.objects.filter(role__in=roles).select_related("role").order_by("role_id"):
        origins[held.permission].append(Origin(held.role.label, _reach(held.role, held.permission)))
    for link in group_roles_of(user_id):
        source = _("%(role)s，因在「%(group)s」") % {"role": link.role.label, "group": link.group.name}
        for code in link.role.permissions.all():
            origins[code.permission].append(Origin(source, _reach(link.role, code.permission)))
    denied = set()
    for grant in UserGrant.objects.filter(user_id=user_id):
        if grant.is_denied:
            denied.add(grant.permission)
        else:
            origins[grant.permission].append(Origin(_("单独授权"), scope_label(grant.data_scope)))
    return [
        EffectiveRight(p, origins.get(p.code, []), p.code in denied)
        for p in CATALOGUE.values()
        if p.code in origins or p.code in denied
    ]


def _reach(role: Role, permission: str) -> str:
    return scope_label(DataScope.OWN if is_own_only(permission, role.code) else role.data_scope)


def role_label(code: str) -> str:
    """The name of a role in the active language; the code of one that is gone."""
    role = Role.objects.filter(code=code).first()
    return role.label if role is not None else code


def scope_label(scope: str) -> str:
    """The name of a data scope in the active language."""
    return str(DataScope(scope).label)
