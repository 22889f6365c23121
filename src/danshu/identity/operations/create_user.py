"""Add a staff account (ACC-004)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from danshu.identity.models import PasswordHistory, User
from danshu.identity.permissions import USER_CREATE
from danshu.identity.rules.fields import check_fields
from danshu.identity.rules.names import require_user_name
from danshu.identity.rules.passwords import PreparedPassword
from danshu.identity.store import place_in_unit, require_colleague, require_unit, tokens_of
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation


@dataclass(frozen=True, slots=True, kw_only=True)
class UserData:
    """What an administrator enters about a person."""

    full_name: str
    employee_number: str = ""
    email: str = ""
    phone: str = ""
    unit_id: int | None = None
    manager_id: int | None = None
    position: str = ""
    language: str = "zh-hans"
    valid_from: date | None = None
    valid_to: date | None = None
    allowed_addresses: tuple[str, ...] = field(default=())


@operation("identity.create_user", permission=USER_CREATE, label=("添加用户", "Add user"))
def create_user(
    *,
    user_name: str,
    data: UserData,
    password: PreparedPassword,
    must_change_password: bool = True,
    actor: Actor,
    at: datetime,
) -> User:
    """Make an account with an initial password, which its owner has to change at the first sign-in.

    Raises FieldErrors (form of a value), UserNameTaken (ignoring case), EmployeeNumberTaken, NoSuchChoice (unit
    outside the actor's scope or invalid, manager not active).
    """
    require_user_name(user_name)
    check_user_data(data, actor=actor, permission=USER_CREATE)
    values = {**asdict(data), "allowed_addresses": list(data.allowed_addresses)}
    user = User(
        user_name=user_name,
        password=password.hash,
        must_change_password=must_change_password,
        password_changed_at=at,
        created_at=at,
        updated_at=at,
        updated_by_name=actor.name,
        **values,
    )
    user.search_tokens = tokens_of(user)
    user.save(force_insert=True)
    PasswordHistory.objects.create(user=user, password=password.hash, set_at=at)
    place_in_unit(user, data.unit_id, on=business_date(at), position=data.position)
    current_context().changed("identity.user", user.pk, label=user_label(user), changes={"user_name": ("", user_name)})
    return user


def check_user_data(data: UserData, *, actor: Actor, permission: str) -> None:
    """Raise FieldErrors or NoSuchChoice for what is wrong with the data of a person."""
    values = asdict(data)
    lists = ("unit_id", "manager_id", "allowed_addresses")
    check_fields(User, {name: value for name, value in values.items() if name not in lists})
    if data.valid_from and data.valid_to and data.valid_to < data.valid_from:
        raise FieldErrors([FieldProblem("valid_to", "before_start", _("结束日期不能早于开始日期"))])
    require_unit(data.unit_id, actor=actor, permission=permission)
    require_colleague(data.manager_id, field="manager_id")


def user_label(user: User) -> str:
    """How a person is named in logs: 张三（zhangsan）."""
    return f"{user.full_name}（{user.user_name}）"
