"""What a sign-in leaves behind: the log, counters of failures, known devices (ACC-011, ACC-012)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from danshu.identity.events import NewDeviceUsed, UserLocked
from danshu.identity.guards import (
    ADDRESS_FAILURES,
    address_key,
    count_failure,
    forget_failures,
    name_key,
    waiting_time,
)
from danshu.identity.models import KnownDevice, SignInLog, User
from danshu.identity.permissions import SIGNED_IN, SYSTEM
from danshu.identity.policy import policy
from danshu.identity.rules.names import is_user_name
from danshu.identity.secrets import digest
from danshu.kit.actor import Actor
from danshu.kit.context import publish
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef

DEVICE_LENGTH = 200
DEVICES_KEPT = 20


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tried to sign in, from where; known_device: the counter of a device that this person has used before."""

    user_name: str
    user_id: int | None
    ip_address: str | None
    device: str
    known_device: str = ""

    @property
    def counter(self) -> str:
        """The counter that decides about this attempt."""
        return self.known_device or name_key(self.user_name)


@operation("identity.note_sign_in", permission=SYSTEM, label=("登录", "Sign in"))
def note_sign_in(*, attempt: Attempt, device_secret: str, actor: Actor, at: datetime) -> SignInLog:
    """Record a successful sign-in, clear the counter that let it in, remember the device.

    On a known device the counter of the name stays: else its owner's mornings would give strangers new tries.

    A device the account has not seen before, unless it is the very first one, is told to its owner.
    """
    forget_failures(attempt.counter)
    user = lock(User.objects.filter(pk=attempt.user_id or 0)).get()
    user.last_login = at
    user.save(update_fields=["last_login"])
    is_new = _remember(user, device_secret, attempt.device, at)
    log = write_log(attempt, "signed_in", at=at, is_new_device=is_new)
    if is_new:
        publish(NewDeviceUsed(aggregate=SourceRef("identity.user", user.pk), user_id=user.pk, log_id=log.pk))
    return log


@operation("identity.note_failed_sign_in", permission=SYSTEM, label=("登录失败", "Failed sign-in"))
def note_failed_sign_in(*, attempt: Attempt, result: str, actor: Actor, at: datetime) -> datetime | None:
    """Record a failure and count it for the name, the address and a known device.

    Returns until when whoever tried is kept out now. The owner is told once when his account begins to be locked.
    """
    rules = policy()
    write_log(attempt, result, at=at)
    name = name_key(attempt.user_name)
    was_locked = waiting_time(name, at=at) is not None
    named = count_failure(name, limit=rules.max_failures, period=rules.lock, at=at)
    count_failure(address_key(attempt.ip_address), limit=ADDRESS_FAILURES, period=rules.lock, at=at)
    own = attempt.known_device
    until = count_failure(own, limit=rules.max_failures, period=rules.lock, at=at) if own else named
    begins = (named or until) if not was_locked else None
    if begins is not None and attempt.user_id is not None:
        ref = SourceRef("identity.user", attempt.user_id)
        publish(UserLocked(aggregate=ref, user_id=attempt.user_id, until=begins.isoformat()))
    return until


@operation("identity.note_refused_sign_in", permission=SYSTEM, label=("拒绝登录", "Refused sign-in"))
def note_refused_sign_in(*, attempt: Attempt, result: str, actor: Actor, at: datetime) -> None:
    """Record an attempt that was refused whatever the password: locked, too many, wrong network."""
    write_log(attempt, result, at=at)


@operation("identity.note_sign_out", permission=SIGNED_IN, label=("退出登录", "Sign out"))
def note_sign_out(*, attempt: Attempt, actor: Actor, at: datetime) -> None:
    """Record that a person signed out."""
    write_log(attempt, "signed_out", at=at)


def write_log(attempt: Attempt, result: str, *, at: datetime, is_new_device: bool = False) -> SignInLog:
    """One row of the log. What is no user name is not kept: people type passwords into the wrong field."""
    return SignInLog.objects.create(
        at=at,
        user_id=attempt.user_id,
        user_name=attempt.user_name if is_user_name(attempt.user_name) else "?",
        result=result,
        ip_address=attempt.ip_address,
        device=attempt.device[:DEVICE_LENGTH],
        is_new_device=is_new_device,
    )


def _remember(user: User, device_secret: str, label: str, at: datetime) -> bool:
    devices = KnownDevice.objects.filter(user=user)
    known = devices.filter(device_hash=digest(device_secret))
    if known.update(last_seen_at=at, label=label[:DEVICE_LENGTH]):
        return False
    is_first = not devices.exists()
    KnownDevice.objects.create(
        user=user, device_hash=digest(device_secret), label=label[:DEVICE_LENGTH], first_seen_at=at, last_seen_at=at
    )
    oldest = devices.order_by("-last_seen_at").values_list("pk", flat=True)[DEVICES_KEPT:]
    KnownDevice.objects.filter(pk__in=list(oldest)).delete()
    return not is_first
