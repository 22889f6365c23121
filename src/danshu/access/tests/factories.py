"""People with roles for tests."""

from __future__ import annotations

from typing import Any

from danshu.access.models import Role, UserGrant, UserRole
from danshu.access.queries import load_actor
from danshu.identity.models import Unit, User
from danshu.identity.tests.factories import NOON, make_user
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date


def give_role(user: User, code: str) -> None:
    """Let a person hold a delivered role."""
    UserRole.objects.create(user=user, role=Role.objects.get(code=code))


def staff(code: str, user_name: str = "", *, unit: Unit | None = None, **values: Any) -> User:
    """A person with one delivered role."""
    user = make_user(user_name, unit=unit, **values)
    give_role(user, code)
    return user


def grant(user: User, permission: str, scope: str = "all", *, is_denied: bool = False) -> None:
    """Grant (or deny) a permission to one person."""
    UserGrant.objects.create(user=user, permission=permission, data_scope=scope, is_denied=is_denied)


def actor_of(user: User) -> Actor:
    """The person with the rights of this moment."""
    actor = load_actor(user.pk, today=business_date(NOON))
    assert actor is not None
    return actor


def administrator(user_name: str = "", **values: Any) -> User:
    """A system administrator."""
    return staff("ADM", user_name, **values)
