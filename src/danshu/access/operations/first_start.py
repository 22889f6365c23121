"""The initial configuration: the first administrator and his company (ACC-001)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from danshu.access.delivered import ADMINISTRATOR
from danshu.access.models import Role, UserRole
from danshu.identity.events import CompanyConfigured
from danshu.identity.operations.create_user import UserData, create_user
from danshu.identity.operations.edit_unit import UnitData, create_unit
from danshu.identity.permissions import SYSTEM
from danshu.identity.queries import is_configured
from danshu.identity.rules.fields import check_fields
from danshu.identity.rules.passwords import PreparedPassword
from danshu.identity.store import write
from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.errors import NotFound
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef

COMPANY_CODE = "HQ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The company that installs the product."""

    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    currency: str = "CNY"
    time_zone: str = "Asia/Shanghai"
    language: str = "zh-hans"
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstUser:
    """Somebody who is to work with it from the first day."""

    user_name: str
    full_name: str
    role_code: str
    password: PreparedPassword


@operation("access.first_start", permission=SYSTEM, label=("初始配置", "Initial configuration"))
def first_start(
    *,
    company: Company,
    user_name: str,
    full_name: str,
    password: PreparedPassword,
    first_users: Sequence[FirstUser] = (),
    actor: Actor,
    at: datetime,
) -> Any:
    """Make the company, its departments, its administrator and first users; once in the life of an installation.

    Returns the administrator. Of two requests at once the second finds the first one's result. Raises NotFound when
    somebody exists already, FieldErrors and UserNameTaken for the entries.
    """
    lock_slot("access.first_start")
    if is_configured():
        raise NotFound
    _check(company)
    unit = create_unit.within(
        data=UnitData(
            code=COMPANY_CODE, name=company.name, type="company", phone=company.phone, address=company.address
        ),
        actor=actor,
        at=at,
    )
    for number, name in enumerate(company.departments, start=1):
        below = UnitData(code=f"{COMPANY_CODE}-{number:02d}", name=name, type="department", parent_id=unit.pk)
        create_unit.within(data=below, actor=actor, at=at)
    data = UserData(full_name=full_name, unit_id=unit.pk, email=company.email, language=company.language)
    admin = create_user.within(
        user_name=user_name, data=data, password=password, must_change_password=False, actor=actor, at=at
    )
    # who fills in this page has chosen language and time zone on it (ACC-016)
    write(admin, {"time_zone": company.time_zone, "currency": company.currency, "profile_completed_at": at},
          actor=actor, at=at)  # fmt: skip
    _give(admin.pk, ADMINISTRATOR)
    for each in first_users:
        data = UserData(full_name=each.full_name, unit_id=unit.pk, language=company.language)
        made = create_user.within(user_name=each.user_name, data=data, password=each.password, actor=actor, at=at)
        _give(made.pk, each.role_code)
    _tell(company, unit.pk)
    return admin


def _check(company: Company) -> None:
    """Raise FieldErrors for a time zone, currency or language that does not exist."""
    values = {"currency": company.currency, "time_zone": company.time_zone, "language": company.language}
    check_fields(get_user_model(), values)


def _give(user_id: int, role_code: str) -> None:
    role = Role.objects.filter(code=role_code, is_valid=True).first()
    if role is not None:
        UserRole.objects.create(user_id=user_id, role=role)


def _tell(company: Company, unit_id: int) -> None:
    publish(
        CompanyConfigured(
            aggregate=SourceRef("identity.unit", unit_id),
            company_name=company.name,
            phone=company.phone,
            email=company.email,
            address=company.address,
            currency=company.currency,
            time_zone=company.time_zone,
            language=company.language,
        )
    )
