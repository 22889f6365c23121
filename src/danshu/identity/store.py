"""Reading a record for a change, and writing exactly what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from danshu.identity.models import ApiToken, PasswordRecovery, Session, StaffAssignment, Unit, User
from danshu.kit.actor import Actor
from danshu.kit.errors import DomainError, NotFound
from danshu.kit.locks import lock
from danshu.kit.models import Versioned
from danshu.kit.search import search_tokens
from danshu.kit.versions import require_version, touch

Changes = dict[str, tuple[Any, Any]]


class NoSuchChoice(DomainError):
    """A reference in the input to something that does not exist for the actor; told like a missing one (SEC-A2)."""

    code, status = "no_such_choice", 422
    message = _("所选的记录不存在或已失效")
    way_out = _("重新选择一条有效的记录")


def locked_user(user_id: int, *, actor: Actor, permission: str, seen: int | None = None) -> User:
    """The user, locked, in the version the actor saw. Raises NotFound also when out of scope, EditConflict."""
    user: User | None = lock(User.objects.visible_to(actor, permission).filter(pk=user_id)).first()
    if user is None:
        raise NotFound
    require_version(user, seen)
    return user


def own_user(actor: Actor, seen: int | None = None) -> User:
    """The actor's own account, locked. Raises NotFound for the system, EditConflict."""
    user: User | None = lock(User.objects.filter(pk=actor.user_id or 0)).first()
    if user is None:
        raise NotFound
    require_version(user, seen)
    return user


def locked_unit(unit_id: int, *, actor: Actor, permission: str, seen: int | None = None) -> Unit:
    """The unit, locked, in the version the actor saw. Raises NotFound also when out of scope, EditConflict."""
    unit: Unit | None = lock(Unit.objects.filter(pk=unit_id)).first()
    if unit is None or not actor.scope(permission).covers(unit_id=unit.pk, owner_id=None):
        raise NotFound
    require_version(unit, seen)
    return unit


def require_unit(unit_id: int | None, *, actor: Actor, permission: str, field: str = "unit_id") -> None:
    """Raise NoSuchChoice unless the unit is valid and within the actor's scope; None is fine."""
    if unit_id is None:
        return
    inside = actor.scope(permission).covers(unit_id=unit_id, owner_id=None)
    if not inside or not Unit.objects.filter(pk=unit_id, is_valid=True).exists():
        raise NoSuchChoice(field=field)


def require_colleague(user_id: int | None, *, field: str) -> None:
    """Raise NoSuchChoice unless the person is active; None is fine."""
    if user_id is not None and not User.objects.filter(pk=user_id, is_active=True).exists():
        raise NoSuchChoice(field=field)


def write(record: Versioned, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Changes:
    """Set the values, save the columns that differ and raise the version; returns name -> (old, new).

    Saves nothing and returns {} when all values are as they were.
    """
    changes = {name: (getattr(record, name), new) for name, new in values.items() if getattr(record, name) != new}
    if not changes:
        return {}
    for name, (_old, new) in changes.items():
        setattr(record, name, new)
    names = [*changes, *touch(record, actor=actor, at=at)]
    if isinstance(record, User):
        record.search_tokens = tokens_of(record)
        names.append("search_tokens")
        if changes.keys() & {"password", "email"}:
            end_recoveries(record.pk, at=at)
    record.save(update_fields=names)
    return changes


def end_recoveries(user_id: int, *, at: datetime) -> None:
    """Whoever has proved an address before sets no password any more: the owner has acted since (ACC-013)."""
    PasswordRecovery.objects.filter(user_id=user_id, used_at=None).update(expires_at=at, secret_hash="")


def tokens_of(user: User) -> list[str]:
    """By what a person is found: names, number, phone."""
    return search_tokens(user.user_name, user.full_name, user.employee_number, user.phone)


def place_in_unit(user: User, unit_id: int | None, *, on: date, position: str) -> None:
    """Make a unit the person's main unit from a day on; the former one ends the day before."""
    current = StaffAssignment.objects.filter(user=user, is_main=True, to_date=None).first()
    if current is not None and current.unit_id == unit_id:
        StaffAssignment.objects.filter(pk=current.pk).update(position=position)
        return
    if current is not None:
        end_assignment_row(current, last_day=on - timedelta(days=1))
    if unit_id is None:
        return
    other = StaffAssignment.objects.filter(user=user, unit_id=unit_id, to_date=None)
    if not other.update(is_main=True, position=position):
        StaffAssignment.objects.create(user=user, unit_id=unit_id, position=position, is_main=True, from_date=on)


def end_assignment_row(assignment: StaffAssignment, *, last_day: date) -> None:
    """End an assignment; one that had not begun by its last day disappears."""
    row = StaffAssignment.objects.filter(pk=assignment.pk)
    if assignment.from_date is not None and assignment.from_date > last_day:
        row.delete()
    else:
        row.update(to_date=last_day, is_main=False)


def end_sessions(user_id: int, *, but: str | None = None) -> int:
    """End the sessions of a person, all or all but one; returns how many."""
    sessions = Session.objects.filter(user_id=user_id)
    return int((sessions.exclude(session_key=but) if but else sessions).delete()[0])


def revoke_keys(user_id: int, *, at: datetime) -> int:
    """Revoke the API keys of a person; returns how many."""
    return int(ApiToken.objects.filter(user_id=user_id, revoked_at=None).update(revoked_at=at))
