"""An employee applies for an account (ACC-006)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from math import ceil

from django.utils.translation import gettext_lazy as _

from danshu.identity.events import StaffRegistered
from danshu.identity.guards import count_failure, waiting_time
from danshu.identity.models import Registration, User
from danshu.identity.permissions import SYSTEM
from danshu.identity.policy import policy
from danshu.identity.registrations import waiting_registrations, waiting_under
from danshu.identity.rules.fields import check_fields
from danshu.identity.rules.names import UserNameTaken, require_user_name
from danshu.identity.rules.passwords import PreparedPassword
from danshu.identity.store import require_unit
from danshu.kit.actor import Actor
from danshu.kit.constraints import explain
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.locks import lock_slot
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.words import with_count

PERIOD, PER_ADDRESS, MOST_WAITING = timedelta(hours=1), 5, 200
MOST_TRIES = 20  # from one address in the same time, those refused for a taken name among them


class RegisteredTooOften(DomainError):
    """Too many applications from one network."""

    code, status = "registered_too_often", 429
    message = _("从这个网络提交的申请太多")
    way_out = with_count("%(minutes)s 分钟后再试，或找系统管理员添加账号", "minutes")


class TooManyWaiting(DomainError):
    """Administrators decide first about what waits already."""

    code, status = "registrations_full", 429
    message = _("等待审批的申请太多，暂时不能提交")
    way_out = _("找系统管理员添加账号")


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What an employee enters about himself."""

    full_name: str
    email: str
    employee_number: str = ""
    phone: str = ""
    unit_id: int | None = None
    position: str = ""
    language: str = "zh-hans"
    remark: str = ""


@operation(
    "identity.note_registration_try", permission=SYSTEM, label=("尝试申请员工账号", "Try to apply for a staff account")
)
def note_registration_try(*, ip_address: str | None, actor: Actor, at: datetime) -> None:
    """Count a try before anything is looked up or hashed for it: whoever tries names learns a few in an hour, not all.

    Raises RegisteredTooOften (MOST_TRIES and the limit of applications), TooManyWaiting.
    """
    key = f"registration:{ip_address or '-'}"
    if (left := waiting_time(key, at=at)) is not None:
        raise _too_often(left)
    _require_within_limits(ip_address, at)
    count_failure(key, limit=MOST_TRIES, period=PERIOD, at=at)


@operation("identity.register_staff", permission=SYSTEM, label=("申请员工账号", "Apply for a staff account"))
def register_staff(
    *, user_name: str, data: Application, password: PreparedPassword, ip_address: str | None, actor: Actor, at: datetime
) -> Registration:
    """Keep an application until an administrator decides; there is no account and no right before.

    Raises NotFound while parameter `staff_self_registration` is off, FieldErrors, UserNameTaken (by an account or by
    another application), NoSuchChoice, RegisteredTooOften (5 an hour from one network address), TooManyWaiting.
    """
    if not policy().self_registration:
        raise NotFound
    require_user_name(user_name)
    if waiting_under(user_name):
        raise UserNameTaken
    values = asdict(data)
    check_fields(Registration, {name: value for name, value in values.items() if name != "unit_id"})
    check_fields(User, {"phone": data.phone, "language": data.language})
    require_unit(data.unit_id, actor=actor, permission=SYSTEM)
    _require_within_limits(ip_address, at)
    made = Registration.objects.create(
        user_name=user_name, password=password.hash, ip_address=ip_address, created_at=at, updated_at=at,
        updated_by_name=data.full_name, **values,
    )  # fmt: skip
    current_context().changed(
        "identity.registration", made.pk, label=str(made), changes={"user_name": (None, user_name)}
    )
    publish(StaffRegistered(aggregate=SourceRef("identity.registration", made.pk), version=1, label=str(made)))
    return made


def _too_often(left: timedelta) -> RegisteredTooOften:
    seconds = max(ceil(left.total_seconds()), 1)
    return RegisteredTooOften(retry_after=seconds, minutes=ceil(seconds / 60))


def _require_within_limits(ip_address: str | None, at: datetime) -> None:
    lock_slot("identity.registration")
    recent = Registration.objects.filter(ip_address=ip_address, created_at__gt=at - PERIOD).order_by("-created_at")
    moments = list(recent.values_list("created_at", flat=True)[:PER_ADDRESS])
    if len(moments) >= PER_ADDRESS:
        raise _too_often(PERIOD - (at - moments[-1]))
    if waiting_registrations().count() >= MOST_WAITING:
        raise TooManyWaiting


explain("registration_name_waiting", UserNameTaken)
