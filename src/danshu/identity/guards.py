"""Counting failures: for a typed name, for a device its owner has used before, for a network address (ACC-012).

A name that exists and one that does not are counted alike, so that a lock tells nothing (MSG-3). Every failure counts
for its name, and a locked name keeps out every device that did not sign in to it before. A device that did has a count
of its own and is kept out by that alone: strangers who type somebody's name cannot lock him out where he works, and who
guesses on his device gets no more tries than anywhere else (docs/adr/0006). An address with many failures keeps unknown
devices out, likewise.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from danshu.identity.models import SignInGuard
from danshu.identity.policy import Policy
from danshu.identity.secrets import digest
from danshu.kit.locks import lock

ADDRESS_FAILURES = 30


def name_key(user_name: str) -> str:
    """The counter of a typed name; long nonsense becomes short."""
    return f"name:{digest(user_name.casefold())[:32]}"


def device_key(user_id: int, device_hash: str) -> str:
    """The counter of one device for one account."""
    return f"device:{digest(f'{user_id}:{device_hash}')[:32]}"


def address_key(address: str | None) -> str:
    """The counter of a network address."""
    return f"address:{address or '-'}"


def waiting_time(key: str, *, at: datetime) -> timedelta | None:
    """How long the counter still refuses; None when it does not."""
    until = SignInGuard.objects.filter(key=key, locked_until__gt=at).values_list("locked_until", flat=True).first()
    return until - at if until else None


def failures_left(key: str, rules: Policy, *, at: datetime) -> int:
    """How many tries remain before the lock."""
    guard = SignInGuard.objects.filter(key=key).first()
    if guard is None or at - guard.last_failure_at > rules.lock:
        return rules.max_failures
    return max(rules.max_failures - guard.failures, 0)


def count_failure(key: str, *, limit: int, period: timedelta, at: datetime) -> datetime | None:
    """Count one failure; returns until when the counter refuses from now on, None while it does not.

    Failures further back than `period` are forgotten. Runs inside an operation.
    """
    SignInGuard.objects.bulk_create([SignInGuard(key=key, last_failure_at=at)], ignore_conflicts=True)
    guard = lock(SignInGuard.objects.filter(key=key)).get()
    if guard.locked_until and guard.locked_until > at:
        return guard.locked_until
    forgotten = at - guard.last_failure_at > period or guard.locked_until is not None
    guard.failures = 1 if forgotten else guard.failures + 1
    guard.last_failure_at = at
    guard.locked_until = at + period if guard.failures >= limit else None
    guard.save(update_fields=["failures", "last_failure_at", "locked_until"])
    return guard.locked_until


def forget_failures(key: str) -> None:
    """A right password clears the counter by which it was let in."""
    SignInGuard.objects.filter(key=key).delete()
