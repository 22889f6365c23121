"""Passwords: changed by their owner, set anew by an administrator or through a link (ACC-005, ACC-014)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from danshu.identity.events import PasswordChanged
from danshu.identity.models import PasswordHistory, PasswordLink, User
from danshu.identity.operations.create_user import user_label
from danshu.identity.operations.disable_user import refuse_own
from danshu.identity.permissions import PASSWORD_RESET, SIGNED_IN, SYSTEM
from danshu.identity.rules.passwords import PreparedPassword
from danshu.identity.rules.reach import require_within_own
from danshu.identity.secrets import digest, new_secret
from danshu.identity.store import end_sessions, locked_user, own_user, revoke_keys, write
from danshu.kit.actor import Actor
from danshu.kit.attempts import TOKEN
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef

LINK_VALID = timedelta(hours=24)


class LinkInvalid(DomainError):
    """A link that was used, has run out, was replaced or never existed."""

    code, status = "link_invalid", 404
    message = _("这个链接已失效或已经用过")
    way_out = _("向系统管理员要一个新的链接")
    attempt = TOKEN


@operation("identity.change_password", permission=SIGNED_IN, label=("修改密码", "Change password"))
def change_password(
    *, password: PreparedPassword, session_key: str | None, revokes_keys: bool = True, actor: Actor, at: datetime
) -> None:
    """Replace the actor's own password; his other sessions end, and his API keys unless he keeps them.

    The edge has checked the old password.
    """
    user = own_user(actor)
    store_password(user, password, must_change=False, revokes_keys=revokes_keys, actor=actor, at=at)
    end_sessions(user.pk, but=session_key)
    publish(PasswordChanged(aggregate=SourceRef("identity.user", user.pk), version=user.version, user_id=user.pk))


@operation("identity.set_initial_password", permission=PASSWORD_RESET, label=("重置密码", "Reset password"))
def set_initial_password(*, user_id: int, password: PreparedPassword, actor: Actor, at: datetime) -> User:
    """Give a person a new initial password, to be changed at the next sign-in; his sessions and API keys end.

    Raises NotFound, OwnAccount, and PersonBeyondOwn for somebody who may do more than the actor.
    """
    user = locked_user(user_id, actor=actor, permission=PASSWORD_RESET)
    refuse_own(user.pk, actor)
    require_within_own(user.pk, actor=actor)
    store_password(user, password, must_change=True, revokes_keys=True, actor=actor, at=at)
    end_sessions(user.pk)
    return user


@operation(
    "identity.issue_password_link", permission=PASSWORD_RESET, label=("发放重置密码链接", "Issue password reset link")
)
def issue_password_link(*, user_id: int, actor: Actor, at: datetime) -> str:
    """Make a link by which the person sets a new password: once, within 24 hours; earlier links stop working.

    Returns the secret part, which is kept nowhere. Raises NotFound, OwnAccount, and PersonBeyondOwn for somebody who
    may do more than the actor.
    """
    user = locked_user(user_id, actor=actor, permission=PASSWORD_RESET)
    refuse_own(user.pk, actor)
    require_within_own(user.pk, actor=actor)
    PasswordLink.objects.filter(user=user, used_at=None).delete()
    secret = new_secret()
    PasswordLink.objects.create(user=user, token_hash=digest(secret), created_at=at, expires_at=at + LINK_VALID)
    current_context().changed("identity.user", user.pk, label=user_label(user))
    return secret


@operation("identity.use_password_link", permission=SYSTEM, label=("通过链接设置密码", "Set password by link"))
def use_password_link(*, secret: str, password: PreparedPassword, actor: Actor, at: datetime) -> User:
    """Set the password of the person to whom the link was given; his sessions and API keys end. Raises LinkInvalid."""
    link = lock(PasswordLink.objects.filter(token_hash=digest(secret), used_at=None, expires_at__gt=at)).first()
    users = User.objects.filter(pk=link.user_id if link else 0, is_active=True)
    user: User | None = lock(users).first()
    if link is None or user is None:
        raise LinkInvalid
    link.used_at = at
    link.save(update_fields=["used_at"])
    store_password(user, password, must_change=False, revokes_keys=True, actor=actor, at=at)
    end_sessions(user.pk)
    publish(PasswordChanged(aggregate=SourceRef("identity.user", user.pk), version=user.version, user_id=user.pk))
    return user


def store_password(
    user: User, password: PreparedPassword, *, must_change: bool, revokes_keys: bool, actor: Actor, at: datetime
) -> None:
    """Store a prepared password; links given before stop working, and with revokes_keys the API keys."""
    values = {"password": password.hash, "must_change_password": must_change, "password_changed_at": at}
    write(user, values, actor=actor, at=at)
    PasswordHistory.objects.create(user=user, password=password.hash, set_at=at)
    PasswordLink.objects.filter(user=user, used_at=None).delete()
    revoked = revoke_keys(user.pk, at=at) if revokes_keys else 0
    changes = {"api_keys": (revoked, 0)} if revoked else {}
    current_context().changed("identity.user", user.pk, label=user_label(user), changes=changes)
