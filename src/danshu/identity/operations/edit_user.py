"""Change what is known about a person (ACC-005)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from danshu.identity.models import User
from danshu.identity.operations.create_user import UserData, check_user_data, user_label
from danshu.identity.permissions import USER_EDIT
from danshu.identity.rules.reach import require_within_own
from danshu.identity.store import locked_user, place_in_unit, write
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.context import current_context
from danshu.kit.errors import DomainError
from danshu.kit.operation import operation


class ManagerLoop(DomainError):
    """A person would be his own superior."""

    code, status = "manager_loop", 422
    message = _("上级不能是本人或本人的下属")
    way_out = _("选择其他人，或先修改下属的上级")

    def __init__(self) -> None:
        super().__init__(field="manager_id")


@operation("identity.edit_user", permission=USER_EDIT, label=("修改用户", "Edit user"))
def edit_user(*, user_id: int, seen_version: int | None, data: UserData, actor: Actor, at: datetime) -> User:
    """Change a person's data; the user name never changes. Another main unit counts from this day on.

    Raises NotFound, EditConflict, FieldErrors, NoSuchChoice, ManagerLoop, EmployeeNumberTaken.
    """
    user = locked_user(user_id, actor=actor, permission=USER_EDIT, seen=seen_version)
    if user.pk != actor.user_id:
        require_within_own(user.pk, actor=actor, only_administration=True)
    check_user_data(data, actor=actor, permission=USER_EDIT)
    if data.manager_id is not None:
        _require_no_loop(user.pk, data.manager_id)
    changes = write(user, {**asdict(data), "allowed_addresses": list(data.allowed_addresses)}, actor=actor, at=at)
    if "unit_id" in changes or "position" in changes:
        place_in_unit(user, data.unit_id, on=business_date(at), position=data.position)
    current_context().changed("identity.user", user.pk, label=user_label(user), changes=changes)
    return user


def _require_no_loop(user_id: int, manager_id: int) -> None:
    above: int | None = manager_id
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == user_id:
            raise ManagerLoop
        seen.add(above)
        above = User.objects.values_list("manager_id", flat=True).get(pk=above)
