"""Ending sessions and locks (ACC-012)."""

from __future__ import annotations

from datetime import datetime

from danshu.identity.guards import device_key, name_key
from danshu.identity.models import KnownDevice, Session, SignInGuard, User
from danshu.identity.operations.create_user import user_label
from danshu.identity.permissions import PASSWORD_RESET, SIGNED_IN, USER_DISABLE
from danshu.identity.secrets import digest
from danshu.identity.store import end_sessions, locked_user, own_user
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import NotFound
from danshu.kit.operation import operation


@operation("identity.end_own_session", permission=SIGNED_IN, label=("结束自己的会话", "End own session"))
def end_own_session(*, session_digest: str, actor: Actor, at: datetime) -> None:
    """End one of the actor's sessions, named by the digest of its key. Raises NotFound for anybody else's."""
    user = own_user(actor)
    for key in Session.objects.filter(user_id=user.pk).values_list("session_key", flat=True):
        if digest(key) == session_digest:
            Session.objects.filter(pk=key).delete()
            _note(user)
            return
    raise NotFound


@operation("identity.end_other_sessions", permission=SIGNED_IN, label=("结束其他会话", "End other sessions"))
def end_other_sessions(*, session_key: str | None, actor: Actor, at: datetime) -> int:
    """End all sessions of the actor but the one he is using; returns how many."""
    user = own_user(actor)
    _note(user)
    return end_sessions(user.pk, but=session_key)


@operation("identity.end_sessions_of_user", permission=USER_DISABLE, label=("强制退出用户", "Sign a user out"))
def end_sessions_of_user(*, user_id: int, actor: Actor, at: datetime) -> int:
    """End all sessions of a person; returns how many. Raises NotFound."""
    user = locked_user(user_id, actor=actor, permission=USER_DISABLE)
    _note(user)
    return end_sessions(user.pk)


@operation("identity.unlock_user", permission=PASSWORD_RESET, label=("解锁账号", "Unlock account"))
def unlock_user(*, user_id: int, actor: Actor, at: datetime) -> User:
    """Let a person who was locked out try again at once. Raises NotFound."""
    user = locked_user(user_id, actor=actor, permission=PASSWORD_RESET)
    devices = KnownDevice.objects.filter(user=user).values_list("device_hash", flat=True)
    keys = [name_key(user.user_name), *(device_key(user.pk, device_hash) for device_hash in devices)]
    SignInGuard.objects.filter(key__in=keys).delete()
    _note(user)
    return user


def _note(user: User) -> None:
    current_context().changed("identity.user", user.pk, label=user_label(user))
