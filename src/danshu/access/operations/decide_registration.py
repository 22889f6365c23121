"""Deciding about applications of employees (ACC-006)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from danshu.access.operations.set_user_access import set_user_access
from danshu.access.permissions import GRANT_EDIT
from danshu.identity.models import Registration, RegistrationState
from danshu.identity.operations.create_user import UserData, create_user
from danshu.identity.permissions import USER_CREATE
from danshu.identity.registrations import close_registration, locked_registration
from danshu.identity.rules.passwords import PreparedPassword
from danshu.kit.actor import Actor
from danshu.kit.context import current_context
from danshu.kit.errors import FieldErrors, FieldProblem
from danshu.kit.operation import operation


@operation(
    "access.approve_registration", permission=USER_CREATE, label=("通过员工账号申请", "Approve a staff application")
)
def approve_registration(
    *, registration_id: int, unit_id: int | None, position: str = "", manager_id: int | None = None,
    role_ids: Sequence[int], version: int | None = None, actor: Actor, at: datetime,
) -> Registration:  # fmt: skip
    """Make the account with the password that the applicant chose, in a unit and with roles; he can sign in at once.

    Raises NotFound, EditConflict, AlreadyDecided, FieldErrors without a role, Forbidden without the right to grant, and
    what create_user and set_user_access raise.
    """
    actor.require(GRANT_EDIT)
    found = locked_registration(registration_id, version=version)
    if not role_ids:
        raise FieldErrors([FieldProblem("roles", "required", _("至少选择一个角色"))])
    data = UserData(
        full_name=found.full_name, employee_number=found.employee_number, email=found.email, phone=found.phone,
        unit_id=unit_id, manager_id=manager_id, position=position, language=found.language,
    )  # fmt: skip
    user = create_user.within(
        user_name=found.user_name, data=data, password=PreparedPassword(found.password), must_change_password=False,
        actor=actor, at=at,
    )  # fmt: skip
    set_user_access.within(user_id=user.pk, seen_version=None, role_ids=role_ids, grants=(), actor=actor, at=at)
    close_registration(found, RegistrationState.APPROVED, reason="", user_id=user.pk, actor=actor, at=at)
    return found


@operation(
    "access.refuse_registration", permission=USER_CREATE, label=("拒绝员工账号申请", "Refuse a staff application")
)
def refuse_registration(
    *, registration_id: int, reason: str, version: int | None = None, actor: Actor, at: datetime
) -> Registration:
    """Refuse with a reason, which the applicant gets by e-mail; he may apply again.

    Raises NotFound, EditConflict, AlreadyDecided, FieldErrors without a reason.
    """
    found = locked_registration(registration_id, version=version)
    if not reason.strip():
        raise FieldErrors([FieldProblem("reason", "required", _("填写拒绝的原因，会发给申请人"))])
    close_registration(found, RegistrationState.REFUSED, reason=reason.strip()[:500], user_id=None, actor=actor, at=at)
    facts = {"label": str(found), "email": found.email}
    current_context().effect("mail", _("原因发到 %(label)s 的邮箱 %(email)s") % facts, "info")
    return found
