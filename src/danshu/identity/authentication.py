"""Recognising a person by name and password; used by the edges, outside of any transaction (CC-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.utils.translation import gettext_lazy as _

from danshu.identity.guards import address_key, device_key, failures_left, waiting_time
from danshu.identity.models import KnownDevice, User
from danshu.identity.operations.note_sign_in import (
    Attempt,
    note_failed_sign_in,
    note_refused_sign_in,
    note_sign_in,
)
from danshu.identity.policy import policy
from danshu.identity.registrations import waiting_under
from danshu.identity.rules.addresses import is_allowed, lists_of
from danshu.identity.rules.names import is_user_name
from danshu.identity.rules.passwords import matches
from danshu.identity.secrets import digest, new_secret
from danshu.kit.actor import Actor
from danshu.kit.attempts import LOCKED, PASSWORD, note
from danshu.kit.clock import business_date
from danshu.kit.errors import DomainError
from danshu.kit.words import with_count


class WrongSignIn(DomainError):
    """Unknown name, wrong password, disabled or expired account: told alike (ACC-011)."""

    code, status = "wrong_sign_in", 422
    message = _("用户名或密码不正确")
    way_out = with_count("还可尝试 %(left)s 次，之后锁定 %(minutes)s 分钟。忘记密码时找系统管理员重置", "left")


class SignInLocked(DomainError):
    """Too many failures for this name, or from this network; told alike for every name."""

    code, status = "sign_in_locked", 429
    message = _("登录失败次数太多，暂时不能登录")
    way_out = with_count("%(minutes)s 分钟后再试，或找系统管理员解锁", "minutes")
    attempt = LOCKED

    def __init__(self, wait: timedelta) -> None:
        self.retry_after = max(ceil(wait.total_seconds()), 1)
        super().__init__(minutes=ceil(self.retry_after / 60), retry_after=self.retry_after)


class AwaitingApproval(DomainError):
    """The right password of an application that nobody has approved; nobody else is told that it exists (ACC-006)."""

    code, status = "awaiting_approval", 403
    message = _("账号正在等待管理员审批")
    way_out = _("审批后会收到邮件，然后就可以登录；着急时联系系统管理员")


class AddressRefused(DomainError):
    """The right password, from a network where this person may not sign in (登录IP)."""

    code, status = "address_refused", 403
    message = _("不能从当前网络登录这个账号")
    way_out = _("在公司允许的网络里登录，或找系统管理员调整登录地址")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A person who may begin a session, and the secret that marks his device."""

    user: User
    device_secret: str
    is_new_device: bool


def authenticate(
    *, user_name: str, password: str, ip_address: str | None, device: str, device_secret: str = "", at: datetime
) -> Recognised:
    """Recognise a person; every attempt is logged.

    Raises WrongSignIn, SignInLocked (also with the right password), AddressRefused, AwaitingApproval. Each costs one
    comparison of passwords, whether the account exists or not.
    """
    user = User.objects.filter(user_name__iexact=user_name).first() if is_user_name(user_name) else None
    known = known_device(user, device_secret)
    attempt = Attempt(user_name, user.pk if user else None, ip_address, device, known)
    applicant = waiting_under(user_name) if user is None and is_user_name(user_name) else None
    is_right = matches(password, user.password if user else applicant.password if applicant else None)
    system = Actor.system()
    locked = waiting_time(attempt.counter, at=at)
    if locked is None and not known:
        locked = waiting_time(address_key(ip_address), at=at)
    if locked is not None:
        note_refused_sign_in(attempt=attempt, result="locked", actor=system, at=at)
        note(LOCKED, user.user_name if user else "")
        raise SignInLocked(locked)
    if applicant is not None and is_right:
        note_refused_sign_in(attempt=attempt, result="awaiting_approval", actor=system, at=at)
        raise AwaitingApproval
    if user is None or not is_right or not is_usable(user, at=at):
        raise _failed(attempt, user, is_right=is_right, at=at)
    if not is_allowed(ip_address, lists_of(user.pk, user.allowed_addresses)):
        note_refused_sign_in(attempt=attempt, result="address_refused", actor=system, at=at)
        raise AddressRefused
    secret = device_secret if is_issued(device_secret) else new_secret()
    log = note_sign_in(attempt=attempt, device_secret=secret, actor=system, at=at)
    return Recognised(user, secret, log.is_new_device)


def verify_own_password(
    user: User, raw: str, *, ip_address: str | None, device: str, device_secret: str = "", at: datetime
) -> bool:
    """Check the present password of a signed-in person; wrong ones count like failed sign-ins.

    Raises SignInLocked when there were too many.
    """
    is_right = matches(raw, user.password)
    attempt = Attempt(user.user_name, user.pk, ip_address, device, known_device(user, device_secret))
    locked = waiting_time(attempt.counter, at=at)
    if locked is not None:
        raise SignInLocked(locked)
    if not is_right:
        note_failed_sign_in(attempt=attempt, result="wrong_old_password", actor=Actor.system(), at=at)
        note(PASSWORD, user.user_name)
    return is_right


def is_usable(user: User, *, at: datetime) -> bool:
    """True for an account that is active and within its dates."""
    today = business_date(at)
    started = user.valid_from is None or user.valid_from <= today
    return user.is_active and started and (user.valid_to is None or user.valid_to >= today)


def _failed(attempt: Attempt, user: User | None, *, is_right: bool, at: datetime) -> DomainError:
    result = "unknown_user" if user is None else "disabled" if is_right else "wrong_password"
    until = note_failed_sign_in(attempt=attempt, result=result, actor=Actor.system(), at=at)
    note(PASSWORD, user.user_name if user else "")  # what is no account may be a password in the wrong field
    if until is not None:
        return SignInLocked(until - at)
    rules = policy()
    left = failures_left(attempt.counter, rules, at=at)
    return WrongSignIn(left=left, minutes=int(rules.lock.total_seconds() // 60))


def is_issued(device_secret: str) -> bool:
    """True for a secret that a sign-in gave out; one that somebody made up, and knows, is never taken over."""
    return bool(device_secret) and KnownDevice.objects.filter(device_hash=digest(device_secret)).exists()


def known_device(user: User | None, device_secret: str) -> str:
    """The counter of the device when this person has signed in on it before; "" for every other device.

    The cookie holds 256 random bits of which the hash is kept for each account: nobody makes one up, and one of
    another account is none here.
    """
    if user is None or not device_secret:
        return ""
    device_hash = digest(device_secret)
    known = KnownDevice.objects.filter(user=user, device_hash=device_hash).exists()
    return device_key(user.pk, device_hash) if known else ""
