"""What people set for themselves (ACC-016, ACC-017)."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from danshu.identity.events import EmailChangeRequested
from danshu.identity.models import EmailChange, User
from danshu.identity.operations.create_user import user_label
from danshu.identity.permissions import SIGNED_IN, SYSTEM
from danshu.identity.rules.fields import check_fields
from danshu.identity.secrets import digest
from danshu.identity.store import own_user, write
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.locks import lock
from danshu.kit.operation import operation
from danshu.kit.refs import SourceRef

CODE_VALID = timedelta(minutes=10)
CODE_TRIES = 5


class WrongCode(DomainError):
    """A code that does not fit, has run out or was tried too often."""

    code, status = "wrong_code", 422
    message = _("验证码不正确或已过期")
    way_out = _("重新填写，或让系统再发一次")

    def __init__(self) -> None:
        super().__init__(field="code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Personal information."""

    full_name: str
    phone: str
    email: str
    office_location: str
    language: str
    time_zone: str
    mail_signature: str = ""


@operation("identity.edit_profile", permission=SIGNED_IN, label=("修改个人设置", "Edit personal settings"))
def edit_profile(*, seen_version: int | None, profile: Profile, actor: Actor, at: datetime) -> User:
    """Change the actor's own settings. The first time this completes the set-up of the account (ACC-016).

    Another e-mail address is kept apart until its owner confirms it. Raises FieldErrors, EditConflict.
    """
    user = own_user(actor, seen_version)
    values = asdict(profile)
    check_fields(User, values)
    if profile.email and profile.email != user.email:
        del values["email"]
        _request(user, profile.email, at)
    else:
        EmailChange.objects.filter(user=user).delete()
    if user.profile_completed_at is None:
        values["profile_completed_at"] = at
    changes = write(user, values, actor=actor, at=at)
    changes.pop("profile_completed_at", None)
    current_context().changed("identity.user", user.pk, label=user_label(user), changes=changes)
    return user


@operation("identity.set_preferences", permission=SIGNED_IN, label=("设置语言与货币", "Set language and currency"))
def set_preferences(*, language: str = "", currency: str = "", theme: str = "", actor: Actor, at: datetime) -> User:
    """Choose language, currency of information or colours; what is empty stays. Raises FieldErrors."""
    chosen = {"language": language, "currency": currency, "theme": theme}
    values = {name: value for name, value in chosen.items() if value}
    check_fields(User, values)
    user = own_user(actor)
    # a click in the head of the page is no edit: it must not put an open form of the profile into conflict
    changes = {name: (getattr(user, name), value) for name, value in values.items() if getattr(user, name) != value}
    if changes:
        for name, value in values.items():
            setattr(user, name, value)
        user.save(update_fields=list(changes))
        current_context().changed("identity.user", user.pk, label=user_label(user), changes=changes)
    return user


@operation("identity.confirm_email", permission=SIGNED_IN, label=("确认新邮箱", "Confirm new e-mail"))
def confirm_email(*, code: str, actor: Actor, at: datetime) -> bool:
    """Use the new address if the code is right; False counts a try. Raises NotFound when no address waits."""
    user = own_user(actor)
    change = lock(EmailChange.objects.filter(user=user)).first()
    if change is None:
        raise NotFound
    open_ = change.code_hash and change.expires_at and change.expires_at > at and change.tries < CODE_TRIES
    if not open_ or not secrets.compare_digest(change.code_hash.encode(), digest(f"{user.pk}:{code}").encode()):
        change.tries += 1
        change.save(update_fields=["tries"])
        return False
    changes = write(user, {"email": change.email}, actor=actor, at=at)
    change.delete()
    current_context().changed("identity.user", user.pk, label=user_label(user), changes=changes)
    return True


@operation("identity.issue_email_code", permission=SYSTEM, label=("生成邮箱验证码", "Issue e-mail code"))
def issue_email_code(*, user_id: int, actor: Actor, at: datetime) -> dict[str, str]:
    """Make the six-digit code for a waiting address: {"email": ..., "code": ...}; valid 10 minutes, 5 tries.

    For the job that sends the mail. Raises NotFound when no address waits.
    """
    change = lock(EmailChange.objects.filter(user_id=user_id)).first()
    if change is None:
        raise NotFound
    code = f"{secrets.randbelow(10**6):06d}"
    change.code_hash, change.expires_at, change.tries = digest(f"{user_id}:{code}"), at + CODE_VALID, 0
    change.save(update_fields=["code_hash", "expires_at", "tries"])
    return {"email": change.email, "code": code}


def _request(user: User, email: str, at: datetime) -> None:
    EmailChange.objects.filter(user=user).delete()
    EmailChange.objects.create(user=user, email=email, requested_at=at)
    ref = SourceRef("identity.user", user.pk)
    publish(EmailChangeRequested(aggregate=ref, version=user.version, user_id=user.pk))
