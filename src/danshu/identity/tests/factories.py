"""People and units for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from danshu.identity.models import PasswordHistory, StaffAssignment, Unit, User
from danshu.identity.store import tokens_of

NOON = datetime(2026, 9, 18, 4, 0, tzinfo=UTC)
PASSWORD = "xian2ren8zhang"
_NUMBERS = count(1)


def make_unit(name: str = "", *, parent: Unit | None = None, type: str = "branch", **values: Any) -> Unit:  # noqa: A002
    """A valid unit."""
    number = next(_NUMBERS)
    return Unit.objects.create(
        code=values.pop("code", f"U{number}"), name=name or f"示例分公司{number}", type=type, parent=parent,
        created_at=NOON, updated_at=NOON, **values,
    )  # fmt: skip


def make_user(user_name: str = "", *, unit: Unit | None = None, password: str = PASSWORD, **values: Any) -> User:
    """An active person whose account is set up."""
    number = next(_NUMBERS)
    values = {
        "full_name": f"示例员工{number}",
        "must_change_password": False,
        "profile_completed_at": NOON,
        "password": make_password(password),
        **values,
    }
    user = User(user_name=user_name or f"user{number}", unit=unit, created_at=NOON, updated_at=NOON, **values)
    user.search_tokens = tokens_of(user)
    user.save(force_insert=True)
    PasswordHistory.objects.create(user=user, password=user.password, set_at=NOON)
    if unit is not None:
        StaffAssignment.objects.create(user=user, unit=unit, is_main=True)
    return user
