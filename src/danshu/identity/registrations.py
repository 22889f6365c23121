"""Applications for accounts: reading them, and closing them when somebody decided (ACC-006)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from danshu.identity.events import RegistrationDecided
from danshu.identity.models import Registration, RegistrationState
from danshu.kit.actor import Actor
from danshu.kit.context import current_context, publish
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.locks import lock
from danshu.kit.refs import SourceRef
from danshu.kit.versions import require_version, touch


class AlreadyDecided(DomainError):
    """An application is decided once."""

    code = "registration_decided"
    message = _("%(label)s 的申请已经处理过")
    way_out = _("重新载入页面，看处理的结果")


def registrations() -> QuerySet[Registration]:
    """All applications, for administrators."""
    return Registration.objects.select_related("unit")


def registration_by_id(pk: int) -> Registration:
    """One application. Raises NotFound."""
    found = registrations().filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def waiting_registrations() -> QuerySet[Registration]:
    """Those that nobody has decided."""
    return Registration.objects.filter(state=RegistrationState.WAITING)


def waiting_under(user_name: str) -> Registration | None:
    """The application that waits under a user name."""
    return waiting_registrations().filter(user_name__iexact=user_name).first()


def locked_registration(pk: int, *, version: int | None) -> Registration:
    """An application that waits, locked. Raises NotFound, EditConflict, AlreadyDecided."""
    found = lock(Registration.objects.filter(pk=pk)).first()
    if found is None:
        raise NotFound
    if found.state != RegistrationState.WAITING:
        raise AlreadyDecided(label=str(found))
    require_version(found, version)
    return found


def close_registration(
    found: Registration, state: RegistrationState, *, reason: str, user_id: int | None, actor: Actor, at: datetime
) -> None:
    """Write the decision, forget the password, tell the applicant."""
    values: dict[str, Any] = {
        "state": state, "reason": reason, "user_id": user_id, "password": "", "decided_at": at,
        "decided_by_name": actor.name,
    }  # fmt: skip
    for name, value in values.items():
        setattr(found, name, value)
    found.save(update_fields=[*values, *touch(found, actor=actor, at=at)])
    current_context().changed(
        "identity.registration", found.pk, label=str(found),
        changes={"state": (str(RegistrationState.WAITING), str(state))}, reason=reason,
    )  # fmt: skip
    publish(
        RegistrationDecided(
            aggregate=SourceRef("identity.registration", found.pk), version=found.version, state=str(state),
            full_name=found.full_name, user_name=found.user_name, email=found.email, language=found.language, reason=reason,
        )
    )  # fmt: skip
