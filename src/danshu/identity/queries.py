"""Reading people, units, sessions and sign-ins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from danshu.identity.guards import name_key
from danshu.identity.models import (
    ApiToken,
    EmailChange,
    PasswordLink,
    Session,
    SignInGuard,
    SignInLog,
    StaffAssignment,
    Unit,
    User,
)
from danshu.identity.people import (
    active_ids,
    active_people,
    find_people,
    full_name_of,
    full_names_of,
    mail_addresses_of,
    matching,
    names_of,
    staff_label,
    staff_pairs,
    unit_name_of,
    units_above,
    units_below,
    user_id_of,
    user_pairs,
    working_below,
)
from danshu.identity.policy import SIGN_INS_SHOWN, policy
from danshu.identity.secrets import digest
from danshu.identity.store import write
from danshu.kit.actor import Actor
from danshu.kit.clock import business_date
from danshu.kit.errors import NotFound

__all__ = [
    "active_ids",
    "active_people",
    "find_people",
    "full_name_of",
    "full_names_of",
    "mail_addresses_of",
    "matching",
    "names_of",
    "staff_label",
    "staff_pairs",
    "unit_name_of",
    "units_above",
    "units_below",
    "user_id_of",
    "user_pairs",
    "working_below",
]


def is_configured() -> bool:
    """True once the first start is complete: somebody exists (ACC-001)."""
    return bool(User.objects.exists())


def users(actor: Actor, permission: str) -> QuerySet[User]:
    """The people that exist for an actor."""
    found: QuerySet[User] = User.objects.visible_to(actor, permission).select_related("unit")
    return found


def user_in_scope(user_id: int, actor: Actor, permission: str) -> User:
    """One person. Raises NotFound, also when out of scope."""
    user = users(actor, permission).select_related("manager").filter(pk=user_id).first()
    if user is None:
        raise NotFound
    return user


def own(actor: Actor) -> User:
    """The account of the person who acts. Raises NotFound for the system."""
    user: User | None = User.objects.select_related("unit").filter(pk=actor.user_id or 0).first()
    if user is None:
        raise NotFound
    return user


def locked_user_ids(found: Sequence[User], *, at: datetime) -> set[int]:
    """Which of these people are locked out at the moment."""
    keys = {name_key(user.user_name): user.pk for user in found}
    locked = SignInGuard.objects.filter(key__in=keys, locked_until__gt=at).values_list("key", flat=True)
    return {keys[key] for key in locked}


def count_subordinates(user_id: int) -> int:
    """How many active people report to somebody."""
    return int(User.objects.filter(manager_id=user_id, is_active=True).count())


def move_subordinates(*, user_id: int, successor_id: int, actor: Actor, at: datetime) -> int:
    """Let those who report to somebody report to another; the successor himself reports to nobody then."""
    moved = 0
    for user in User.objects.filter(manager_id=user_id).order_by("pk"):
        target = None if user.pk == successor_id else successor_id
        moved += bool(write(user, {"manager_id": target}, actor=actor, at=at))
    return moved


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that has not ended; `digest` names it without revealing its key."""

    digest: str
    device: str
    ip_address: str | None
    signed_in_at: datetime | None
    last_seen_at: datetime | None
    is_current: bool


def open_sessions(user_id: int, *, current: str | None, at: datetime) -> list[OpenSession]:
    """The sessions of a person, the one in use first."""
    idle_since = at - policy().idle
    rows = Session.objects.filter(user_id=user_id, expire_date__gt=at, last_seen_at__gt=idle_since)
    found = [
        OpenSession(
            digest(s.session_key), s.device, s.ip_address, s.signed_in_at, s.last_seen_at, s.session_key == current
        )
        for s in rows.order_by("-last_seen_at")
    ]
    return sorted(found, key=lambda session: not session.is_current)


def last_sign_ins(user_id: int) -> list[SignInLog]:
    """The last 20 sign-ins and sign-outs of a person (ACC-012)."""
    return list(SignInLog.objects.filter(user_id=user_id).order_by("-at", "-pk")[:SIGN_INS_SHOWN])


def waiting_email(user_id: int) -> str:
    """The new address that its owner has not confirmed yet; "" when none waits."""
    return EmailChange.objects.filter(user_id=user_id).values_list("email", flat=True).first() or ""


def user_of_link(secret: str, *, at: datetime) -> User | None:
    """Whose password a link may set; None when it was used, has run out or never existed."""
    link = PasswordLink.objects.filter(token_hash=digest(secret), used_at=None, expires_at__gt=at, user__is_active=True)
    found = link.select_related("user").first()
    return found.user if found else None


def sign_in_log() -> QuerySet[SignInLog]:
    """Every sign-in, sign-out and refusal, for those who may read logs (SYS-005)."""
    return SignInLog.objects.all()


def own_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The keys of the actor, newest first."""
    return ApiToken.objects.filter(user_id=actor.user_id or 0).order_by("-pk")


@dataclass(frozen=True, slots=True)
class Node:
    """A unit in the tree with its depth and the number of people who work there."""

    unit: Unit
    depth: int
    staff: int


def unit_tree(*, with_invalid: bool = False) -> list[Node]:
    """All units from the top down, sub-units below their parents, in the order of their codes."""
    units = Unit.objects.select_related("head").order_by("code")
    if not with_invalid:
        units = units.filter(is_valid=True)
    children: dict[int | None, list[Unit]] = {}
    known = {unit.pk for unit in units}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    staff = _staff_counts()
    return [Node(unit, depth, staff.get(unit.pk, 0)) for unit, depth in _walk(children, None, 0)]


def unit_in_scope(unit_id: int, actor: Actor, permission: str) -> Unit:
    """One unit. Raises NotFound, also when out of scope."""
    unit = Unit.objects.select_related("parent", "head").filter(pk=unit_id).first()
    if unit is None or not actor.scope(permission).covers(unit_id=unit.pk, owner_id=None):
        raise NotFound
    return unit


def staff_of_unit(unit_id: int, *, at: datetime) -> list[StaffAssignment]:
    """Who works in a unit now or later, main unit first."""
    today = business_date(at)
    rows = StaffAssignment.objects.filter(unit_id=unit_id).exclude(to_date__lt=today).select_related("user")
    return list(rows.order_by("-is_main", "user__full_name"))


def unit_choices(*, including: int | None = None) -> list[tuple[str, str]]:
    """Units to choose from, indented by depth; an invalid one only when the record already carries it (COM-005)."""
    choices = [(str(n.unit.pk), "　" * n.depth + n.unit.name) for n in unit_tree()]
    if including is not None and str(including) not in dict(choices):
        name = Unit.objects.filter(pk=including).values_list("name", flat=True).first()
        if name:
            choices.append((str(including), _("%(name)s（失效）") % {"name": name}))
    return choices


def _staff_counts() -> dict[int, int]:
    rows: Any = User.objects.filter(is_active=True, assignments__to_date=None).values_list("assignments__unit_id", "pk")
    counts: dict[int, int] = {}
    for unit_id, _user_id in rows:
        if unit_id is not None:
            counts[unit_id] = counts.get(unit_id, 0) + 1
    return counts


def _walk(children: dict[int | None, list[Unit]], parent: int | None, depth: int) -> Iterator[tuple[Unit, int]]:
    for unit in children.get(parent, ()):
        yield unit, depth
        yield from _walk(children, unit.pk, depth + 1)
