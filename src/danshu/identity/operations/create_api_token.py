"""Keys for programs that act in a person's name (ASVS V7)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from danshu.identity.models import ApiToken, User
from danshu.identity.permissions import API_KEY, SYSTEM
from danshu.identity.rules.fields import check_fields
from danshu.identity.scopes import unknown_scopes
from danshu.identity.secrets import digest, new_secret
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation

PREFIX = "dsk_"
MAX_DAYS = 3650
MAX_OPEN = 50


@operation("identity.create_api_token", permission=API_KEY, label=("生成 API 密钥", "Create API key"))
def create_api_token(*, name: str, scopes: Sequence[str], days: int | None, actor: Actor, at: datetime) -> str:
    """Make a key of the actor's own; returns it once, only its hash is kept.

    scopes: permissions or groups such as "sales:read", "sales:write"; none means all that the person may do at the
    time of each use. days: until it runs out, None for never. Raises FieldErrors.
    """
    return _create(actor.user_id, name, scopes, days, actor=actor, at=at)


@operation("identity.issue_api_token", permission=SYSTEM, label=("为用户生成 API 密钥", "Issue API key for user"))
def issue_api_token(
    *, user_id: int, name: str, scopes: Sequence[str], days: int | None, actor: Actor, at: datetime
) -> str:
    """The same from the command line of the machine, for any active person. Raises NotFound, FieldErrors."""
    return _create(user_id, name, scopes, days, actor=actor, at=at)


@operation("identity.revoke_api_token", permission=API_KEY, label=("撤销 API 密钥", "Revoke API key"))
def revoke_api_token(*, token_id: int, actor: Actor, at: datetime) -> None:
    """End a key of the actor's own at once; revoking again does nothing. Raises NotFound for anybody else's."""
    token = lock(ApiToken.objects.filter(pk=token_id, user_id=actor.user_id or 0)).first()
    if token is None:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        current_context().changed("identity.api_token", token.pk, label=token.prefix)


def _create(
    user_id: int | None, name: str, scopes: Sequence[str], days: int | None, *, actor: Actor, at: datetime
) -> str:
    check_fields(ApiToken, {"name": name})
    user = lock(User.objects.filter(pk=user_id or 0, is_active=True)).first()
    if user is None:
        raise NotFound
    problems = [
        FieldProblem("scopes", "unknown", _("没有这个权限范围：%(scope)s") % {"scope": scope[:80]})
        for scope in unknown_scopes(scopes)
    ]
    if days is not None and not 1 <= days <= MAX_DAYS:
        problems.append(FieldProblem("days", "out_of_range", _("有效期为 1 到 %(limit)s 天") % {"limit": MAX_DAYS}))
    if ApiToken.objects.filter(user=user, revoked_at=None).count() >= MAX_OPEN:
        problems.append(
            FieldProblem("name", "too_many", _("最多 %(limit)s 个密钥；先撤销不用的") % {"limit": MAX_OPEN})
        )
    if problems:
        raise FieldErrors(problems)
    # the shown beginning is not part of the secret
    prefix = PREFIX + secrets.token_hex(4)
    key = f"{prefix}_{new_secret()}"
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=prefix,
        token_hash=digest(key),
        scopes=sorted(set(scopes)),
        expires_at=None if days is None else at + timedelta(days=days),
        created_at=at,
        updated_at=at,
        updated_by_name=actor.name,
    )
    current_context().changed("identity.api_token", token.pk, label=prefix, changes={"scopes": ("", list(scopes))})
    return key
