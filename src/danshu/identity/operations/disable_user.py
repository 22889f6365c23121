"""Take an account out of use, and bring it back (ACC-005)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danshu.identity.events import UserDisabled
from danshu.identity.models import User
from danshu.identity.operations.create_user import user_label
from danshu.identity.permissions import USER_DISABLE
from danshu.identity.rules.reach import require_within_own
from danshu.identity.store import end_sessions, locked_user, require_colleague, revoke_keys, write
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError, StaleState
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef
from danshu.kit.words import with_count


class OwnAccount(DomainError):
    """What only somebody else may do to an account."""

    code = "own_account"
    message = gettext_lazy("不能对自己的账号这样做")
    way_out = gettext_lazy("由另一位系统管理员操作")


def refuse_own(user_id: int, actor: Actor) -> None:
    """Raise OwnAccount when the actor means himself."""
    if user_id == actor.user_id:
        raise OwnAccount


@operation("identity.disable_user", permission=USER_DISABLE, label=("停用用户", "Disable user"))
def disable_user(
    *, user_id: int, successor_id: int | None = None, reason: str = "", actor: Actor, at: datetime
) -> User:
    """Disable an account: its sessions and keys end at once, its records go to the successor.

    Upper floors join in by UserDisabled: they refuse for the last administrator, ask for a successor where the person
    owns something, and hand over. Raises NotFound, OwnAccount, StaleState when already disabled, NoSuchChoice.
    """
    user = locked_user(user_id, actor=actor, permission=USER_DISABLE)
    refuse_own(user.pk, actor)
    require_within_own(user.pk, actor=actor, only_administration=True)
    if not user.is_active:
        raise StaleState(label=user_label(user), state=_("已停用"))
    if successor_id == user.pk:
        raise OwnAccount(field="successor_id")
    require_colleague(successor_id, field="successor_id")
    changes = write(user, {"is_active": False}, actor=actor, at=at)
    context = current_context()
    context.changed("identity.user", user.pk, label=user_label(user), changes=changes, reason=reason)
    publish(UserDisabled(aggregate=_ref(user), version=user.version, user_id=user.pk, successor_id=successor_id))
    sessions = end_sessions(user.pk)
    context.effect("sessions", with_count("结束 %(count)s 个登录会话") % {"count": sessions}) if sessions else None
    keys = revoke_keys(user.pk, at=at)
    context.effect("api_keys", with_count("撤销 %(count)s 个 API 密钥") % {"count": keys}) if keys else None
    return user


@operation("identity.enable_user", permission=USER_DISABLE, label=("启用用户", "Enable user"))
def enable_user(*, user_id: int, actor: Actor, at: datetime) -> User:
    """Let a disabled person sign in again, with the roles and the password he had.

    Raises NotFound, OwnAccount, StaleState when the account is active.
    """
    user = locked_user(user_id, actor=actor, permission=USER_DISABLE)
    refuse_own(user.pk, actor)
    require_within_own(user.pk, actor=actor, only_administration=True)
    if user.is_active:
        raise StaleState(label=user_label(user), state=_("在用"))
    changes = write(user, {"is_active": True}, actor=actor, at=at)
    current_context().changed("identity.user", user.pk, label=user_label(user), changes=changes)
    return user


def _ref(user: User) -> SourceRef:
    return SourceRef("identity.user", user.pk)
