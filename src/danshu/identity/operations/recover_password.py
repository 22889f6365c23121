"""Recovering a forgotten password: a code to an address of the account, then a new password (ACC-013).

A name that does not exist, or whose account is disabled or has no address, goes through the same steps with the same
limits and the same answers; only no e-mail is written.

Limits are counted where a try comes from, as at the sign-in (docs/adr/0006): a device that the account's owner has signed
in on before counts for itself, every other one by its network address. So nobody uses up the owner's codes, nor ends
the one he has just been sent. A name that many addresses ask for gets one code an hour for all of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from danshu.identity.authentication import known_device
from danshu.identity.events import PasswordChanged
from danshu.identity.guards import address_key
from danshu.identity.models import PasswordRecovery, User
from danshu.identity.operations.change_password import store_password
from danshu.identity.permissions import SYSTEM
from danshu.identity.rules.passwords import PreparedPassword
from danshu.identity.secrets import digest, new_secret
from danshu.identity.store import end_sessions
from danshu.kit.actor import Actor
from danshu.kit.attempts import PASSWORD
from danshu.kit.clock import business_date
from danshu.kit.context import publish
from danshu.kit.errors import DomainError
from danshu.kit.locks import lock, lock_slot
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.words import with_count

EMAIL = "email"
CODE_VALID, TRIES = timedelta(minutes=10), 5
BETWEEN, PER_DAY, DAY = timedelta(minutes=1), 10, timedelta(days=1)
PER_ADDRESS = 30  # codes a day from one network address, for all names
COOL_DOWN = timedelta(hours=1)  # between two codes for a name that strangers asked PER_DAY codes for

Sender = Callable[[int, str, str, str, str, datetime], None]
_SENDER: list[Sender] = []


class RecoveryTooSoon(DomainError):
    """One code a minute from one place, for every name alike."""

    code, status = "recovery_too_soon", 429
    message = _("验证码刚刚发送过")
    way_out = with_count("%(retry_after)s 秒后再发送", "retry_after")


class RecoveryTooOften(DomainError):
    """Ten codes a day for a name, thirty for all names, from one place; told alike for every name."""

    code, status = "recovery_too_often", 429
    message = with_count("24 小时内最多发送 %(limit)s 次验证码", "limit")
    way_out = _("明天再试，或找系统管理员重置密码")


class RecoveryCoolingDown(DomainError):
    """Many places asked for codes of one name; told alike for every name."""

    code, status = "recovery_cooling_down", 429
    message = _("这个用户名最近请求验证码的次数太多")
    way_out = with_count("%(minutes)s 分钟后再试；在登录过的设备上不受影响，也可以找系统管理员重置密码", "minutes")


class RecoveryCodeWrong(DomainError):
    """A wrong code, one that has run out, or one of which all tries are used; told alike."""

    code, status = "recovery_code_wrong", 422
    message = _("验证码不正确或已失效")
    way_out = _("核对邮件里的 6 位数字；输错 5 次或超过 10 分钟后要重新发送")
    attempt = PASSWORD

    def __init__(self) -> None:
        super().__init__(field="code")


class RecoveryOver(DomainError):
    """The steps took too long, or have been finished already."""

    code, status = "recovery_over", 409
    message = _("这次找回密码已失效")
    way_out = _("从输入用户名重新开始")


def send_codes_with(sender: Sender) -> None:
    """Install who writes the e-mail: sender(user, address, name, language, code, moment), inside the operation."""
    _SENDER[:] = [sender]


@operation("identity.send_recovery_code", permission=SYSTEM, label=("发送找回密码的验证码", "Send a recovery code"))
def send_recovery_code(
    *, user_name: str, channel: str = EMAIL, ip_address: str | None = None, device_secret: str = "", actor: Actor, at: datetime
) -> int:  # fmt: skip
    """Write a six-digit code to the account's address; earlier tries of the name from the same place end.

    ip_address, device_secret: where the request comes from. Returns the number of this try. Raises RecoveryTooSoon,
    RecoveryTooOften and RecoveryCoolingDown, for names that exist and others alike.
    """
    name_hash = digest(f"recovery:{user_name.casefold()}")
    lock_slot("identity.recovery", name_hash)
    user = recoverable(user_name, at)
    known = known_device(user, device_secret)
    origin = known or address_key(ip_address)
    if not known:
        lock_slot("identity.recovery", origin)
    _require_within_limits(name_hash, origin, at, is_known=bool(known))
    code = f"{secrets.randbelow(10**6):06d}"
    earlier = PasswordRecovery.objects.filter(name_hash=name_hash, origin=origin, used_at=None)
    earlier.update(expires_at=at, secret_hash="")
    row = PasswordRecovery.objects.create(
        user=user, name_hash=name_hash, origin=origin, channel=channel, code_hash=_hash(name_hash, code), requested_at=at,
        expires_at=at + CODE_VALID,
    )  # fmt: skip
    if user is not None and _SENDER:
        _SENDER[0](user.pk, user.email, user.full_name, user.language, code, at)
    return int(row.pk)


@operation("identity.check_recovery_code", permission=SYSTEM, label=("核对找回密码的验证码", "Check a recovery code"))
def check_recovery_code(*, recovery_id: int, code: str, actor: Actor, at: datetime) -> str:
    """The secret with which a new password may be set, "" for a wrong code; the fifth wrong one ends the code.

    A wrong code is no refusal here: the try has to be counted. The edge tells it with RecoveryCodeWrong.
    """
    row = lock(PasswordRecovery.objects.filter(pk=recovery_id)).first()
    if row is None or row.used_at or row.verified_at or row.expires_at <= at or row.tries >= TRIES:
        return ""
    right = secrets.compare_digest(row.code_hash, _hash(row.name_hash, code))
    if not right or row.user_id is None:
        row.tries += 1
        row.save(update_fields=["tries"])
        return ""
    secret = new_secret()
    row.secret_hash, row.verified_at = digest(secret), at
    row.save(update_fields=["secret_hash", "verified_at"])
    return secret


@operation("identity.recover_password", permission=SYSTEM, label=("找回密码", "Recover password"))
def recover_password(*, secret: str, password: PreparedPassword, actor: Actor, at: datetime) -> User:
    """Set a new password for whoever proved an address; all sessions and API keys end, its owner is told.

    Once, within ten minutes of the code's sending and ten more. Raises RecoveryOver.
    """
    row = lock(proven(secret, at)).first()
    user: User | None = lock(User.objects.filter(pk=row.user_id if row else 0, is_active=True)).first()
    if row is None or user is None:
        raise RecoveryOver
    row.used_at = at
    row.save(update_fields=["used_at"])
    store_password(user, password, must_change=False, revokes_keys=True, actor=actor, at=at)
    end_sessions(user.pk)
    publish(PasswordChanged(aggregate=SourceRef("identity.user", user.pk), version=user.version, user_id=user.pk))
    return user


def proven(secret: str, at: datetime) -> QuerySet[PasswordRecovery]:
    """The try in which this secret was given, while it may still be used."""
    return PasswordRecovery.objects.filter(
        secret_hash=digest(secret), used_at=None, verified_at__gt=at - CODE_VALID
    ).exclude(secret_hash="")


def recoverable(user_name: str, at: datetime) -> User | None:
    """The account that can be recovered under a name: it works today and has an address."""
    today = business_date(at)
    found: User | None = User.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gte=today),
        user_name__iexact=user_name, is_active=True,
    ).exclude(email="").first()  # fmt: skip
    return found


def _require_within_limits(name_hash: str, origin: str, at: datetime, *, is_known: bool) -> None:
    named = _moments(at, name_hash=name_hash, origin=origin)
    if named and at - named[0] < BETWEEN:
        raise RecoveryTooSoon(retry_after=_seconds(BETWEEN - (at - named[0])))
    if len(named) >= PER_DAY:
        raise RecoveryTooOften(limit=PER_DAY, retry_after=_seconds(DAY - (at - named[PER_DAY - 1])))
    if is_known:
        return
    here = _moments(at, origin=origin)
    if len(here) >= PER_ADDRESS:
        raise RecoveryTooOften(limit=PER_ADDRESS, retry_after=_seconds(DAY - (at - here[PER_ADDRESS - 1])))
    strangers = _moments(at, name_hash=name_hash, origin__startswith="address:")
    if len(strangers) >= PER_DAY and at - strangers[0] < COOL_DOWN:
        wait = _seconds(COOL_DOWN - (at - strangers[0]))
        raise RecoveryCoolingDown(minutes=ceil(wait / 60), retry_after=wait)


def _moments(at: datetime, **of: str) -> list[datetime]:
    """When codes were sent during the last day, the latest first."""
    rows = PasswordRecovery.objects.filter(requested_at__gt=at - DAY, **of).order_by("-requested_at")
    return list(rows.values_list("requested_at", flat=True)[:PER_ADDRESS])


def _seconds(wait: timedelta) -> int:
    return max(ceil(wait.total_seconds()), 1)


def _hash(name_hash: str, code: str) -> str:
    """A million codes are soon tried: without the server's key the hash tells nothing."""
    return salted_hmac("danshu.identity.recovery", f"{name_hash}:{code}", algorithm="sha256").hexdigest()
