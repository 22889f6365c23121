"""Somebody can always administer, and nobody holds what does not exist (ACC-005, ACC-019)."""

from __future__ import annotations

from collections.abc import Iterator

from danshu.access.delivered import ADMINISTRATOR
from danshu.access.models import RolePermission, UserGrant, UserRole
from danshu.identity.queries import is_configured
from danshu.kit.permissions import CATALOGUE
from danshu.kit.verification import check


@check("ACC-005", "access.administrator")
def somebody_administers() -> Iterator[str]:
    """An active person holds the valid role of the system administrator."""
    holders = UserRole.objects.filter(role__code=ADMINISTRATOR, role__is_valid=True, user__is_active=True)
    if is_configured() and not holders.exists():
        yield "nobody active holds the role of the system administrator"


@check("ACC-020", "access.known_permissions")
def permissions_exist() -> Iterator[str]:
    """Every granted permission is declared by a module."""
    for code, permission in RolePermission.objects.exclude(permission__in=CATALOGUE).values_list(
        "role__code", "permission"
    ):
        yield f"role {code} holds the unknown permission {permission}"
    for name, permission in UserGrant.objects.exclude(permission__in=CATALOGUE).values_list(
        "user__user_name", "permission"
    ):
        yield f"user {name} holds the unknown permission {permission}"
